"""The registry of kinds of measure: what one reaches, which dates it has, what an institution has to do."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from allmende.foundation.registry import Registry

from .models import Effect, Measure, MeasureDate, Step

if TYPE_CHECKING:
    from allmende.provider.offers.resources.graph import Graph

PROVIDER = Step.PROVIDER


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A line of a checklist before it is written. ``key`` is unique within the checklist."""

    key: str
    text: str
    owner: str
    due_on: date | None = None
    hours: Decimal = Decimal(0)
    order: int = 0


@dataclass(frozen=True)
class MeasureKind:
    """A kind of measure (Art der Maßnahme).

    ``events``: which dates it can have. ``window_event``: of which of them an institution's window is the date.
    ``reached``: keys of the resources that a measure reaches itself; None: those of its offer that meet its condition.
    ``steps``: what one institution has to do; called once for each effect, so it must not ask the database.
    ``cascades``: whether what depends on the reached resources breaks, too.
    ``words``: sentences by event, with ``%(when)s``, in place of the usual ones.
    ``streams``: further ones in which the log tells of what ``reached`` depends on.
    ``chooses``: whether the institution looks for a successor of the offer itself.
    ``page``: name of the address of a staff page of its own, which takes ``measure_id``; empty: none.
    """

    key: str
    label: str | Promise
    steps: Callable[[Measure, Effect], list[PlannedStep]]
    events: tuple[str, ...] = tuple(MeasureDate.Event.values)
    window_event: str = MeasureDate.Event.END
    reached: Callable[[Measure, Graph], Iterable[uuid.UUID]] | None = None
    cascades: bool = True
    words: Mapping[str, str | Promise] = field(default_factory=dict)
    page: str = ""
    streams: tuple[str, ...] = ()
    chooses: bool = False


measure_kinds: Registry[MeasureKind] = Registry("kind of measure")


def planned(
    measure: Measure, effect: Effect, key: str, text: str | Promise, owner: str,
    *, hours: str = "0", days: int = 0, order: int = 0,
) -> PlannedStep:  # fmt: skip
    """A step of ``measure``, due ``days`` after its day for the institution (before it where negative).

    The hours are those of the measure's options where it names them.
    """
    own = measure.options.get("hours", {}).get(key, hours)
    day = due_day(measure, effect)
    return PlannedStep(
        key=f"{key}:{measure.key}", text=str(text), owner=owner, hours=Decimal(str(own)),
        due_on=day + timedelta(days=days) if day else None, order=measure.order * 100 + order,
    )  # fmt: skip


def due_day(measure: Measure, effect: Effect) -> date | None:
    """By which day the institution must be ready: its window's last day, else the measure's date.

    None where no day is known: a *not before* is no deadline.
    """
    if effect.window is not None:
        return effect.window.ends_on
    if windows := list(measure.windows.all()):
        return max(window.ends_on for window in windows)
    event = measure_kinds[measure.kind].window_event
    for moment in measure.dates.all():
        if moment.event == event and moment.kind != MeasureDate.Kind.NOT_BEFORE:
            return moment.on
    return None


def can_choose(measure: Measure) -> bool:
    """Whether institutions choose a successor of the measure's offer."""
    return bool(measure.action_needed and measure.offer_id and measure_kinds[measure.kind].chooses)


def choosing_kinds() -> list[str]:
    """Keys of the kinds in which institutions choose a successor."""
    return [kind.key for kind in measure_kinds if kind.chooses]
