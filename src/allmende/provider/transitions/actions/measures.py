"""Measures, their dates and windows: the one record from which every text is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.expressions import ExpressionError, compile_expression
from allmende.provider.transitions.access import By, actor, held, require_coordinator
from allmende.provider.transitions.dates import check_date, check_windows
from allmende.provider.transitions.errors import (
    ChangedMeanwhileError,
    DateConflictError,
    TransitionError,
)
from allmende.provider.transitions.events import DateSet, MeasureRemoved, MeasureSaved, WindowsChanged
from allmende.provider.transitions.kinds import measure_kinds
from allmende.provider.transitions.models import Effect, Measure, MeasureDate, Programme, Window
from allmende.provider.transitions.reach import NAMES
from allmende.provider.transitions.wording import date_words, event_words

FIELDS = (
    "kind", "title", "offer", "condition", "exempt", "exception", "what_changes", "assurance", "action_needed",
    "what_to_do", "options", "order",
)  # fmt: skip


@transaction.atomic
def save_measure(
    *, programme: Programme, key: str, by: By, version: int | None = None, **fields: Any
) -> Measure:
    """Create or change the measure ``key``; ``fields`` as in ``FIELDS``.

    ``version`` is what the page showed, 0 for a new one: where it was changed since, raises ``ChangedMeanwhileError``.
    Raises ``TransitionError`` for an unknown kind or a condition that cannot be read.
    """
    require_coordinator(by)
    held(programme)
    if unknown := fields.keys() - set(FIELDS):
        raise TypeError(f"a measure has no {sorted(unknown)}")
    row = Measure.objects.select_for_update().filter(programme=programme, key=key).first()
    is_new = row is None
    if row is None:
        row = Measure(programme=programme, key=key)
    elif version is not None and row.version != version:
        raise ChangedMeanwhileError(_("Somebody else has changed this since you opened it."))
    if "kind" in fields and fields["kind"] not in measure_kinds:
        raise TransitionError(_("There is no such kind of measure."))
    check_condition(fields.get("condition", ""))
    check_condition(fields.get("exempt", ""))
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in fields.items()
        if is_new or getattr(row, name) != value
    }
    if not changes and not is_new:
        return row
    for name in changes:
        setattr(row, name, fields[name])
    row.version = 1 if is_new else row.version + 1
    row.save()
    record(MeasureSaved(measure=row.pk, key=key, changes=changes), stream=programme.stream, actor=actor(by))
    return row


def check_condition(text: str) -> None:
    """Raise ``TransitionError`` where ``text`` is no condition over resource, institution and fields."""
    if not text.strip():
        return
    try:
        compile_expression(text, names=NAMES)
    except ExpressionError as error:
        raise TransitionError(_("The condition cannot be read: %(why)s") % {"why": error}) from error


@transaction.atomic
def remove_measure(*, measure: Measure, by: By) -> None:
    """Take a measure out before it affects anybody; later it is kept, without effect on anybody."""
    require_coordinator(by)
    held(measure.programme)
    if Effect.objects.filter(measure=measure).exclude(told={}).exists():
        raise TransitionError(
            _("This measure has been announced. Leave it and say that it does not apply to anybody any more.")
        )
    Effect.objects.filter(measure=measure).delete()
    record(
        MeasureRemoved(measure=measure.pk, key=measure.key), stream=measure.programme.stream, actor=actor(by)
    )
    measure.delete()


@transaction.atomic
def set_date(
    *, measure: Measure, event: str, kind: str, by: By, on: date | None = None, condition: str = "",
    replaces: MeasureDate | None = None,
) -> MeasureDate:  # fmt: skip
    """Record when ``event`` is. An event that has a date is refused, unless ``replaces`` is that date as it was read.

    Raises ``DateConflictError`` with a sentence: a second date, an end beside windows, dates in the wrong order.
    """
    require_coordinator(by)
    locked = _locked(measure)
    of_kind = measure_kinds[locked.kind]
    if event not in of_kind.events:
        raise DateConflictError(
            _("A measure of this kind has no date for “%(event)s”.") % {"event": event_words(event)}
        )
    dates = list(MeasureDate.objects.filter(measure=locked))
    there = next((row for row in dates if row.event == event), None)
    if there is not None and (replaces is None or _as_record(replaces) != _as_record(there)):
        raise DateConflictError(
            _("“%(event)s” already has a date: %(date)s. Two dates for one event are not possible.")
            % {"event": event_words(event), "date": date_words(there)}
        )
    before = _as_record(there) if there else {}
    row = there or MeasureDate(measure=locked, event=event)
    row.kind, row.on, row.condition = kind, on, condition.strip()
    check_date(row, dates, list(Window.objects.filter(measure=locked)), of_kind.window_event)
    if before == _as_record(row):
        return row
    row.save()
    record(
        DateSet(measure=locked.pk, event=event, before=before, after=_as_record(row)),
        stream=locked.programme.stream, actor=actor(by),
    )  # fmt: skip
    return row


@transaction.atomic
def remove_date(*, measure: Measure, event: str, by: By) -> None:
    """Take the date of ``event`` out; nothing happens where there is none."""
    require_coordinator(by)
    locked = _locked(measure)
    row = MeasureDate.objects.filter(measure=locked, event=event).first()
    if row is None:
        return
    before = _as_record(row)
    row.delete()
    record(
        DateSet(measure=locked.pk, event=event, before=before, after={}),
        stream=locked.programme.stream, actor=actor(by),
    )  # fmt: skip


@transaction.atomic
def add_windows(*, measure: Measure, windows: Iterable[tuple[date, date, int]], by: By) -> list[Window]:
    """Add windows (first day, last day, capacity); see ``dates.monthly_windows``.

    Raises ``DateConflictError`` where they overlap or stand beside a date for the same event.
    """
    require_coordinator(by)
    locked = _locked(measure)
    new = [
        Window(measure=locked, starts_on=first, ends_on=last, capacity=most) for first, last, most in windows
    ]
    old = list(Window.objects.filter(measure=locked))
    _check(locked, [*old, *new])
    Window.objects.bulk_create(new)
    _tell(locked, added=new, removed=[], by=by)
    return new


@transaction.atomic
def change_window(*, window: Window, starts_on: date, ends_on: date, capacity: int, by: By) -> Window:
    """Move a window or change how many it takes; who is in it stays in it."""
    require_coordinator(by)
    locked = _locked(window.measure)
    before = _window(window)
    others = [row for row in Window.objects.filter(measure=locked) if row.pk != window.pk]
    if not Window.objects.filter(pk=window.pk).exists():
        raise ChangedMeanwhileError(_("Somebody else has taken this out since you opened it."))
    window.starts_on, window.ends_on, window.capacity = starts_on, ends_on, capacity
    _check(locked, [*others, window])
    window.save()
    record(
        WindowsChanged(measure=locked.pk, added=[_window(window)], removed=[before]),
        stream=locked.programme.stream, actor=actor(by),
    )  # fmt: skip
    return window


@transaction.atomic
def remove_window(*, window: Window, by: By) -> None:
    """Take a window out. Raises ``TransitionError`` while somebody is in it."""
    require_coordinator(by)
    locked = _locked(window.measure)
    if Effect.objects.filter(window=window).exists():
        raise TransitionError(_("Institutions are planned for this window. Move them first."))
    _tell(locked, added=[], removed=[window], by=by)
    window.delete()


def _check(measure: Measure, windows: list[Window]) -> None:
    dates: QuerySet[MeasureDate] = MeasureDate.objects.filter(measure=measure)
    check_windows(windows, dates, measure_kinds[measure.kind].window_event)


def _tell(measure: Measure, *, added: list[Window], removed: list[Window], by: By) -> None:
    event = WindowsChanged(
        measure=measure.pk, added=[_window(row) for row in added], removed=[_window(row) for row in removed]
    )
    record(event, stream=measure.programme.stream, actor=actor(by))


def _locked(measure: Measure) -> Measure:
    """The measure as it is now, its programme held: no second date comes in beside."""
    programme = held(measure.programme)
    row = Measure.objects.filter(pk=measure.pk).first()
    if row is None:
        raise ChangedMeanwhileError(_("Somebody else has taken this out since you opened it."))
    row.programme = programme
    return row


def _as_record(row: MeasureDate) -> dict[str, Any]:
    return {"kind": str(row.kind), "on": row.on.isoformat() if row.on else None, "condition": row.condition}


def _window(row: Window) -> str:
    return f"{row.starts_on.isoformat()}/{row.ends_on.isoformat()} × {row.capacity}"


def _plain(value: Any) -> Any:
    return str(value.pk) if hasattr(value, "pk") else value
