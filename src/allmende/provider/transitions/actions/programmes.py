"""The programme itself: its texts, its open points, its state."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.provider.transitions.access import By, actor, held, require_coordinator
from allmende.provider.transitions.errors import ChangedMeanwhileError, TransitionError
from allmende.provider.transitions.events import (
    OpenPointSaved,
    ProgrammeAnnounced,
    ProgrammeChanged,
    ProgrammeCreated,
    ProgrammeEnded,
)
from allmende.provider.transitions.models import OpenPoint, Programme, Revision
from allmende.provider.transitions.revisions import PROGRAMME_TEXTS

from .effects import fix_effects
from .revisions import publish_revision

#: What is published, and what only staff see.
TEXTS = (*PROGRAMME_TEXTS, "hour_rate")


@transaction.atomic
def create_programme(*, key: str, title: str, by: By, **texts: Any) -> Programme:
    """A new programme in preparation; ``texts`` as in ``TEXTS``. Raises ``TransitionError`` for a key in use."""
    require_coordinator(by)
    if Programme.objects.filter(key=key).exists():
        raise TransitionError(_("There is already a programme with this address. Choose another one."))
    who = actor(by)
    user = by if isinstance(by, User) else None
    programme = Programme(key=key, title=title, created_by=user, **_known(texts))
    programme.save(force_insert=True)
    record(ProgrammeCreated(title=title), stream=programme.stream, actor=who)
    return programme


@transaction.atomic
def change_programme(*, programme: Programme, version: int, by: By, **texts: Any) -> Programme:
    """Change texts of a programme whose ``version`` was read.

    Raises ``ChangedMeanwhileError`` where another one changed it since; nothing is written then.
    """
    require_coordinator(by)
    row = held(programme)
    if row.version != version:
        raise ChangedMeanwhileError(_("Somebody else has changed this since you opened it."))
    changes = {
        name: [getattr(row, name), value]
        for name, value in _known(texts).items()
        if getattr(row, name) != value
    }
    if not changes:
        return row
    for name, (_before, value) in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changes, "version"])
    record(ProgrammeChanged(changes=changes), stream=row.stream, actor=actor(by))
    return row


@transaction.atomic
def save_open_point(
    *, programme: Programme, text: str, by: By, answer: str = "", point: OpenPoint | None = None
) -> OpenPoint:
    """Say openly what is not decided; with ``answer`` it is closed. Changes ``point`` where one is given."""
    require_coordinator(by)
    held(programme)
    if not text.strip():
        raise TransitionError(_("Say what is not decided yet."))
    row = point or OpenPoint(programme=programme)
    row.text, row.answer = text.strip(), answer.strip()
    if bool(row.answer) != bool(row.closed_at):
        row.closed_at = timezone.now() if row.answer else None
    row.save()
    record(
        OpenPointSaved(point=row.pk, closed=row.closed_at is not None),
        stream=programme.stream,
        actor=actor(by),
    )
    return row


@transaction.atomic
def announce_programme(*, programme: Programme, by: By, summary: str = "") -> Revision:
    """Make the programme public: effects and checklists are written, its first revision is published.

    Whoever calls this has seen to the four eyes and sends the letters. Raises ``TransitionError`` where it is public.
    """
    require_coordinator(by)
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    if row.state != Programme.State.DRAFT:
        raise TransitionError(_("This programme has been announced already."))
    row.state, row.announced_at, row.version = Programme.State.ANNOUNCED, timezone.now(), row.version + 1
    row.save(update_fields=["state", "announced_at", "version"])
    fix_effects(programme=row, by=by)
    revision = publish_revision(programme=row, summary=summary, by=by)
    record(
        ProgrammeAnnounced(programme=row.pk, institutions=revision.institutions),
        stream=row.stream,
        actor=actor(by),
    )
    programme.refresh_from_db()
    return revision


@transaction.atomic
def end_programme(*, programme: Programme, state: str, by: By) -> Programme:
    """Complete a programme or give it up: nothing of it changes any more."""
    require_coordinator(by)
    row = held(programme)
    if state not in Programme.OVER:
        raise TransitionError(_("A programme ends completed or given up."))
    row.state, row.version = state, F("version") + 1
    row.save(update_fields=["state", "version"])
    record(ProgrammeEnded(programme=row.pk, state=state), stream=row.stream, actor=actor(by))
    row.refresh_from_db()
    return row


def _known(texts: dict[str, Any]) -> dict[str, Any]:
    if unknown := texts.keys() - set(TEXTS):
        raise TypeError(f"a programme has no {sorted(unknown)}")
    return texts
