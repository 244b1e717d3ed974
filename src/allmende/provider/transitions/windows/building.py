"""The solver's problem from the rows of a programme, and back."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Effect, Programme, Window

from .models import Lock, MeasureOrder, MeasureRule, Period, Wish
from .solver import problem as solver


def placeable(programme: Programme) -> QuerySet[Effect]:
    """The effects that can have a window: of measures with windows, at institutions that still exist."""
    rows: QuerySet[Effect] = Effect.objects.filter(
        measure__in=Window.objects.filter(measure__programme=programme).values("measure_id"),
        is_void=False,
        institution__state=Institution.State.ACTIVE,
    )
    return rows


def build_problem(programme: Programme, today: date | None = None) -> solver.Problem:
    """Everything that the solver knows, in seven statements however many institutions.

    Who is in a window that has begun stays there, as if locked. A body that is affected itself is one of its own.
    """
    today = today or timezone.localdate()
    windows = Window.objects.filter(measure__programme=programme).order_by("starts_on", "id")
    slots = {row.pk: solver.Slot(str(row.pk), str(row.measure_id), row.starts_on, row.ends_on, row.capacity)
             for row in windows}  # fmt: skip
    wishes, locked = _wishes(programme), set(Lock.objects.filter(effect__measure__programme=programme)
                                             .values_list("effect_id", flat=True))  # fmt: skip
    columns = ("pk", "measure_id", "institution_id", "institution__body_id", "institution__kind",
               "institution__land", "window_id")  # fmt: skip
    items, at = [], {}
    for key, measure, owner, body, kind, land, window in (
        placeable(programme).order_by("id").values_list(*columns)
    ):
        slot = slots.get(window) if window else None
        mine = wishes.get(key, {})
        own_body = body or (owner if kind == Institution.Kind.BODY else None)
        items.append(
            solver.Item(
                str(key), str(measure), str(owner), str(own_body) if own_body else "", land,
                frozenset(w for w, what in mine.items() if what == Wish.Kind.WISH),
                frozenset(w for w, what in mine.items() if what == Wish.Kind.VETO),
                slot.key if slot else "",
                slot is not None and (key in locked or slot.starts_on <= today),
            )
        )  # fmt: skip
        at[measure, owner] = str(key)
    return solver.Problem(
        tuple(slots.values()), tuple(items), _periods(), _rules(programme), _orders(programme, at), today
    )


def _wishes(programme: Programme) -> dict[uuid.UUID, dict[str, str]]:
    found: dict[uuid.UUID, dict[str, str]] = {}
    rows = Wish.objects.filter(effect__measure__programme=programme)
    for effect, window, kind in rows.values_list("effect_id", "window_id", "kind"):
        found.setdefault(effect, {})[str(window)] = kind
    return found


def _periods() -> tuple[solver.Period, ...]:
    rows = Period.objects.order_by("land", "starts_on", "id")
    return tuple(solver.Period(r.land, r.kind, r.starts_on, r.ends_on, r.label) for r in rows)


def rule_of(row: MeasureRule) -> solver.Rule:
    """A measure's rule as the solver takes it."""
    bodies: Any = str(row.bodies)
    holidays: Any = str(row.holidays)
    return solver.Rule(bodies, max(1, row.at_most), frozenset(row.exempt), holidays, row.exams_barred)


def _rules(programme: Programme) -> dict[str, solver.Rule]:
    return {str(r.measure_id): rule_of(r) for r in MeasureRule.objects.filter(measure__programme=programme)}


def _orders(programme: Programme, at: dict[tuple[uuid.UUID, uuid.UUID], str]) -> tuple[solver.Order, ...]:
    owners: dict[uuid.UUID, list[uuid.UUID]] = {}
    for measure, owner in at:
        owners.setdefault(measure, []).append(owner)
    return tuple(
        solver.Order(at[row.before_id, owner], at[row.after_id, owner], row.strict)
        for row in MeasureOrder.objects.filter(before__programme=programme).order_by("id")
        for owner in owners.get(row.after_id, ())
        if (row.before_id, owner) in at
    )


def digest_of(problem: solver.Problem) -> str:
    """SHA-256 of a problem but for the day: whether anything changed since it was solved."""
    data = solver.as_json(problem) | {"today": ""}
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
