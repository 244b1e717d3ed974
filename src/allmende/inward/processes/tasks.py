from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import translation

from allmende.base.workflow.actions import Change, migrate_instances
from allmende.base.workflow.models import ProcessVersion
from allmende.foundation.events.types import Actor
from allmende.foundation.files.actions import release_files, store_bytes
from allmende.foundation.jobs.actions import job

from .handbook import handbook_pdf

#: To whom the file of the handbook belongs.
HANDBOOK = "process_handbook"


@job
def make_handbook(*, name: str, language: str) -> None:
    """Write the handbook anew; the one before goes."""
    with translation.override(language):
        content = handbook_pdf()
    with transaction.atomic():
        release_files(owner=HANDBOOK)
        store_bytes(content=content, name=name, media_type="application/pdf", owner=HANDBOOK)


@job
def change_versions(
    *,
    before: str,
    after: str,
    mapping: dict[str, str],
    reason: str,
    actor: str,
    called: list[tuple[str, str, dict[str, str]]] | None = None,
) -> None:
    """Change running instances to another version, each on its own; what cannot change stays where it is.

    ``called``: version, other version and mapping of processes that they called.
    """
    inside = called or []
    versions = ProcessVersion.objects.in_bulk(
        [before, after, *(key for change in inside for key in change[:2])]
    )
    changed = migrate_instances(
        before=versions[UUID(before)], after=versions[UUID(after)], mapping=mapping, reason=reason,
        actor=Actor.parse(actor),
        called=[Change(versions[UUID(old)], versions[UUID(new)], names) for old, new, names in inside],
    )  # fmt: skip
    for _verdict in changed:
        pass
