"""Publishing a state of a programme: what was said, what is different, exactly whom that concerns."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.provider.transitions.access import By, actor, held, require_coordinator
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.events import RevisionPublished
from allmende.provider.transitions.models import Effect, Programme, Revision, Window
from allmende.provider.transitions.queries import content_now, latest_revision
from allmende.provider.transitions.revisions import Told, differences, digest, touched


@transaction.atomic
def publish_revision(*, programme: Programme, summary: str, by: By) -> Revision:
    """Publish the programme as it is now; ``summary`` says why, for those affected.

    Effects are taken as they stand: ``fix_effects`` before where resources or conditions changed. Raises
    ``TransitionError`` for a draft, for a programme that is over, and where nothing is different.
    """
    require_coordinator(by)
    row = held(programme)
    if row.state == Programme.State.DRAFT:
        raise TransitionError(_("This programme has not been announced yet."))
    last = latest_revision(row)
    content = content_now(row)
    changes = differences(last.content if last else {}, content)
    effects = Effect.objects.filter(measure__programme=row).order_by("id")
    columns = ("id", "measure_id", "institution_id", "is_void", "window_id", "told")
    concerned, told = touched(changes, effects.values_list(*columns), _windows(row, last), last is None)
    if last is not None and not changes:
        raise TransitionError(_("Nothing is different from the last published state."))
    revision = Revision.objects.create(
        programme=row, number=last.number + 1 if last else 1, published_at=timezone.now(), summary=summary.strip(),
        by=by if isinstance(by, User) else None, content=content, changes=changes,
        touched=concerned, institutions=len(concerned),
    )  # fmt: skip
    _remember(told)
    event = RevisionPublished(
        programme=row.pk, revision=revision.pk, number=revision.number, institutions=revision.institutions,
        sha256=digest(content),
    )  # fmt: skip
    record(event, stream=row.stream, actor=actor(by))
    return revision


def _windows(programme: Programme, last: Revision | None) -> dict[str, list[str]]:
    """Window → first and last day, as they are; those that are gone as they were."""
    found: dict[str, list[str]] = {}
    for measure in last.content["measures"].values() if last else ():
        found.update(measure["windows"])
    rows = Window.objects.filter(measure__programme=programme)
    found.update({str(row.pk): [row.starts_on.isoformat(), row.ends_on.isoformat()] for row in rows})
    return found


def _remember(told: dict[uuid.UUID, Told]) -> None:
    """Write what was told: few different values in many rows, so one statement for each value and 500 rows."""
    by_value: dict[str, tuple[Any, list[uuid.UUID]]] = {}
    for key, value in told.items():
        by_value.setdefault(json.dumps(value, sort_keys=True), (value, []))[1].append(key)
    for value, keys in by_value.values():
        for start in range(0, len(keys), 500):
            Effect.objects.filter(pk__in=keys[start : start + 500]).update(told=value)
