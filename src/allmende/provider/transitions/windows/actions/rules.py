"""Holidays and exams of the federal states, and how measures may lie in their windows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.access import By, actor, held, require_coordinator
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Measure
from allmende.provider.transitions.windows.building import rule_of
from allmende.provider.transitions.windows.events import OrderSaved, PeriodSaved, PeriodsImported, RuleSaved
from allmende.provider.transitions.windows.models import MeasureOrder, MeasureRule, Period
from allmende.provider.transitions.windows.reading_periods import read_periods
from allmende.provider.transitions.windows.solver.problem import as_json

STREAM = "windows:periods"


@dataclass(frozen=True)
class Imported:
    """How many periods are new, and which lines could not be used."""

    added: int
    problems: tuple[str, ...]


@transaction.atomic
def save_period(
    *, land: str, kind: str, starts_on: date, ends_on: date, label: str, by: By, source: str = ""
) -> Period:
    """Enter days of a federal state, or change those that begin on the same day. Raises ``TransitionError``."""
    require_coordinator(by)
    if kind not in Period.Kind.values:
        raise TransitionError(_("Choose what kind of days these are."))
    if ends_on < starts_on:
        raise TransitionError(_("The last day is before the first one."))
    row, _new = Period.objects.update_or_create(
        land=land.upper()[:2], kind=kind, starts_on=starts_on,
        defaults={"ends_on": ends_on, "label": label.strip()[:120], "source": source.strip()[:200]},
    )  # fmt: skip
    _tell(row, by)
    return row


@transaction.atomic
def remove_period(*, period: Period, by: By) -> None:
    """Take days out."""
    require_coordinator(by)
    _tell(period, by, removed=True)
    period.delete()


@transaction.atomic
def import_periods(*, content: bytes, name: str, land: str, kind: str, by: By) -> Imported:
    """Take over days from a calendar file (ICS) or a table (CSV: first day, last day, name).

    What is there already is left; what cannot be used is said by line. Raises ``TransitionError`` for another file.
    """
    require_coordinator(by)
    if kind not in Period.Kind.values:
        raise TransitionError(_("Choose what kind of days these are."))
    found = read_periods(content, name)
    known = set(Period.objects.filter(land=land, kind=kind).values_list("starts_on", flat=True))
    new = {
        days.starts_on: Period(
            land=land, kind=kind, starts_on=days.starts_on, ends_on=days.ends_on, label=days.label, source=name[:200]
        )
        for days in found.days
        if days.starts_on not in known
    }  # fmt: skip
    Period.objects.bulk_create(new.values(), batch_size=500)
    digest = hashlib.sha256(content).hexdigest()
    record(
        PeriodsImported(land=land, kind=kind, added=len(new), sha256=digest), stream=STREAM, actor=actor(by)
    )
    return Imported(len(new), found.problems)


@transaction.atomic
def save_rule(
    *, measure: Measure, by: By, bodies: str, at_most: int, holidays: str, exams_barred: bool,
    exempt: Iterable[Institution] = (),
) -> MeasureRule:  # fmt: skip
    """Say how the institutions of a measure may lie. Raises ``TransitionError``."""
    require_coordinator(by)
    held(measure.programme)
    if bodies not in MeasureRule.Bodies.values or holidays not in MeasureRule.Holidays.values:
        raise TransitionError(_("Choose one of the answers."))
    row, _new = MeasureRule.objects.update_or_create(
        measure=measure,
        defaults={
            "bodies": bodies, "at_most": max(1, at_most), "holidays": holidays, "exams_barred": exams_barred,
            "exempt": sorted(str(one.pk) for one in exempt),
        },
    )  # fmt: skip
    record(
        RuleSaved(measure=measure.pk, rule=as_json(rule_of(row))),
        stream=measure.programme.stream,
        actor=actor(by),
    )
    return row


@transaction.atomic
def save_order(*, before: Measure, after: Measure, strict: bool, by: By) -> MeasureOrder:
    """``after`` no earlier than ``before`` at the same institution. Raises ``TransitionError`` where that goes in a
    circle."""
    require_coordinator(by)
    if before.programme_id != after.programme_id or before.pk == after.pk:
        raise TransitionError(_("Choose two different measures of this programme."))
    held(before.programme)
    follows = dict[object, set[object]]()
    for one, two in MeasureOrder.objects.filter(before__programme_id=before.programme_id).values_list(
        "before_id", "after_id"
    ):
        follows.setdefault(one, set()).add(two)
    if _reaches(follows, after.pk, before.pk):
        raise TransitionError(
            _("“%(after)s” already comes before “%(before)s”: the order would go in a circle.")
            % {"after": after.title, "before": before.title}
        )
    row, _new = MeasureOrder.objects.update_or_create(before=before, after=after, defaults={"strict": strict})
    record(
        OrderSaved(before=before.pk, after=after.pk, strict=strict),
        stream=before.programme.stream, actor=actor(by),
    )  # fmt: skip
    return row


@transaction.atomic
def remove_order(*, order: MeasureOrder, by: By) -> None:
    """The order of two measures does not matter any more."""
    require_coordinator(by)
    held(order.before.programme)
    record(
        OrderSaved(before=order.before_id, after=order.after_id, strict=order.strict, removed=True),
        stream=order.before.programme.stream, actor=actor(by),
    )  # fmt: skip
    order.delete()


def _reaches(follows: dict[object, set[object]], start: object, end: object) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        waiting += follows.get(here, set()) - seen
        seen |= follows.get(here, set())
    return False


def _tell(row: Period, by: By, *, removed: bool = False) -> None:
    told = PeriodSaved(
        land=row.land, kind=row.kind, starts_on=row.starts_on.isoformat(), ends_on=row.ends_on.isoformat(),
        removed=removed,
    )  # fmt: skip
    record(told, stream=STREAM, actor=actor(by))
