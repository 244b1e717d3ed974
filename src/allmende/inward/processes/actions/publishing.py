"""Publishing a model, to read or to run."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.procedures.actions import FolderError, import_files
from allmende.base.procedures.queries import current_version, folder_of, manifest_of
from allmende.base.workflow.actions import publish_process
from allmende.base.workflow.checks import check_process
from allmende.base.workflow.findings import ProcessRefusedError
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..access import require_designer
from ..bpmn.tree import as_text
from ..events import ModelPublished
from ..missing import missing_in
from ..models import ProcessModel, Publication
from ..queries import content_of
from .facts import facts_of
from .states import ChangedMeanwhileError, lock_model, stream_of


class NothingToPublishError(ValueError):
    """The working copy is what was published last."""


@transaction.atomic
def publish_model(
    *, model: ProcessModel, base: int, runs: bool, actor: Actor, procedure: str = ""
) -> Publication:
    """Publish the working copy for all staff to read, and as a running process where it ``runs``: by itself, or as
    the process of a new version of the ``procedure`` with this key.

    Raises ``ChangedMeanwhileError``, ``NothingToPublishError``, ``ProcessRefusedError`` with each finding at its
    element, ``FolderError`` where the procedure does not fit it, ``PermissionDenied``.
    """
    require_designer(actor)
    locked = lock_model(model)
    current = locked.current
    if current is None or base != current.number:
        raise ChangedMeanwhileError(
            _("The process has changed since this page was shown. Please look again.")
        )
    content = content_of(current)
    facts = facts_of(locked)
    latest = locked.publications.order_by("-number").first()
    version = None
    if runs:
        _nothing_missing(content, locked.key, procedure)
        version = _run(locked, as_text(content), procedure, actor)
    same = latest is not None and latest.sha256 == current.sha256 and latest.facts == facts
    if latest is not None and same and latest.process_version == version:
        raise NothingToPublishError(_("This is what was published last; there is nothing new."))
    made = Publication.objects.create(
        model=locked, number=latest.number + 1 if latest else 1, packed=current.packed, sha256=current.sha256,
        facts=facts, process_version=version, published_by=str(actor),
    )  # fmt: skip
    event = ModelPublished(model=locked.pk, number=made.number, sha256=made.sha256, process_version=version)
    record(event, stream=stream_of(locked), actor=actor)
    return made


def _nothing_missing(content: bytes, process: str, procedure: str) -> None:
    """Raises ``ProcessRefusedError`` where the model names what must exist in this municipality and does not."""
    found = missing_in(content, process, procedure)
    if any(finding.level == "error" for finding in found):
        raise ProcessRefusedError([*check_process(as_text(content)), *found])


def _run(model: ProcessModel, bpmn: str, procedure: str, actor: Actor) -> UUID | None:
    """The key of the version that runs from now on."""
    if not procedure:
        return publish_process(key=model.key, bpmn=bpmn, actor=actor, name=model.name).pk
    version = current_version(procedure)
    if version is None:
        raise ValueError(f"there is no procedure {procedure!r}")
    errors = [finding for finding in check_process(bpmn) if finding.level == "error"]
    if errors:
        raise ProcessRefusedError(errors)
    path = manifest_of(version).process
    if not path:
        raise FolderError([_("This procedure has no process of its own.")])
    made: UUID | None = import_files({**folder_of(version), path: bpmn}, actor).process_version_id
    return made
