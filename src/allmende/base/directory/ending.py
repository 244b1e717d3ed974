"""Entries end or are deleted. Permission is checked by whoever calls."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .actions import end_responsibility
from .events import STREAM, DirectoryRowDeleted, DirectoryRowEnded
from .models import Responsibility, Service, Topic, Unit
from .uses import Row, uses_of


class InUseError(Exception):
    """Something points at it; ``uses`` says in words what."""

    def __init__(self, uses: list[str]) -> None:
        super().__init__("; ".join(uses))
        self.uses = uses


@transaction.atomic
def delete_row(*, row: Row, actor: Actor) -> None:
    """Delete a unit, building, service or topic that nothing points at; raises ``InUseError``."""
    found = uses_of(row)
    if found:
        raise InUseError(found)
    what, key, name = _what(row), key_of(row), row.name
    row.delete()
    record(DirectoryRowDeleted(what=what, key=key, name=name), stream=STREAM, actor=actor)


@transaction.atomic
def end_row(*, row: Row, last_day: date | None, note: str = "", english: str = "", actor: Actor) -> Row:
    """Let it end with ``last_day``, or go on after all (None); ``note`` tells visitors what to do instead.

    An office is responsible for nothing any more after its last day. What it was responsible for does not come back
    by itself when it goes on after all.
    """
    row.last_day, row.closing_note = last_day, note.strip() if last_day else ""
    texts = {**(row.translations.get("en") or {}), "closing_note": english.strip() if last_day else ""}
    row.translations = {**row.translations, "en": {name: text for name, text in texts.items() if text}}
    row.save()
    if isinstance(row, Unit) and last_day is not None:
        open_end = Q(valid_until=None) | Q(valid_until__gt=last_day)
        rows = Responsibility.objects.filter(open_end, unit=row).select_related("unit", "area", "service")
        for responsibility in rows:
            end_responsibility(responsibility=responsibility, last_day=last_day, actor=actor)
    ended = DirectoryRowEnded(what=_what(row), key=key_of(row), last_day=last_day)
    record(ended, stream=STREAM, actor=actor)
    return row


def key_of(row: Row) -> str:
    """By what the row is known in addresses and in the log."""
    if isinstance(row, Topic):
        return f"{row.kind}/{row.key}"
    return row.slug if isinstance(row, Service) else row.key


def _what(row: Row) -> str:
    return row._meta.model_name or ""
