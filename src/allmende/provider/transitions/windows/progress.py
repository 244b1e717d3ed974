"""How far a programme is: counted from the checklists, for staff by institution, for everybody without names."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Effect, Programme, Step, Window
from allmende.provider.transitions.queries import affected_institutions

#: Nothing was ticked for so long, and the window or a due day is so near: the institution is stuck.
QUIET, NEAR = timedelta(days=21), timedelta(days=30)
#: A forecast needs so many weeks since the first completion, and so many completions.
WEEKS_NEEDED, COMPLETIONS_NEEDED = 4, 10
#: The pace is looked at over so many weeks, in stretches of four.
WEEKS, STRETCH = 12, 4
TOO_FAR = timedelta(days=3650)


@dataclass(frozen=True)
class Forecast:
    """When all would be finished at the pace of the last weeks; ``latest`` None: at the slowest pace never."""

    expected: date
    earliest: date
    latest: date | None


@dataclass(frozen=True)
class Week:
    """``left``: institutions not finished at its end; ``planned``: those whose windows end later, None without."""

    ends_on: date
    left: int
    planned: int | None


@dataclass(frozen=True)
class Figures:
    """Numbers of a whole programme; ``forecast`` None: not foreseeable yet."""

    institutions: int
    begun: int
    done: int
    steps: int
    steps_done: int
    weeks: tuple[Week, ...]
    forecast: Forecast | None

    @property
    def percent(self) -> int:
        return self.done * 100 // self.institutions if self.institutions else 0

    @property
    def open(self) -> int:
        return self.institutions - self.begun - self.done


def figures(programme: Programme, today: date | None = None) -> Figures:
    """All figures in two statements, however many institutions."""
    today = today or timezone.localdate()
    rows = list(
        _steps(programme)
        .values("institution_id")
        .annotate(total=Count("pk"), done=Count("done_at"), last=Max("done_at"))
        .values_list("total", "done", "last")
    )
    finished = sorted(timezone.localtime(last).date() for total, done, last in rows if done == total and last)
    planned = _planned_ends(programme)
    begun = sum(1 for total, done, _last in rows if 0 < done < total)
    start = timezone.localtime(programme.announced_at or programme.created_at).date()
    return Figures(
        len(rows), begun, len(finished),
        sum(row[0] for row in rows), sum(row[1] for row in rows),
        tuple(_weeks(len(rows), finished, planned, start, today)),
        forecast(len(rows), finished, today),
    )  # fmt: skip


def _steps(programme: Programme) -> QuerySet[Step]:
    rows: QuerySet[Step] = Step.objects.filter(programme=programme, is_void=False)
    return rows


def _planned_ends(programme: Programme) -> list[date]:
    """Per institution with a window, the last day of its last one."""
    rows = Effect.objects.filter(measure__programme=programme, is_void=False, window__isnull=False)
    found = rows.values("institution_id").annotate(ends=Max("window__ends_on"))
    return sorted(found.values_list("ends", flat=True))


def _weeks(count: int, finished: list[date], planned: list[date], start: date, today: date) -> list[Week]:
    """From the announcement to the last window, at most 60 points; what is ahead has no ``left`` of its own."""
    end = max([today, *planned[-1:]])
    step = max(1, -(-((end - start).days // 7 + 1) // 60)) * 7
    found, day = [], start
    while day < end + timedelta(days=step):
        left = count - sum(1 for one in finished if one <= day)
        plan = count - sum(1 for one in planned if one <= day) if planned else None
        found.append(Week(day, left if day <= today + timedelta(days=step - 1) else -1, plan))
        day += timedelta(days=step)
    return found


def forecast(count: int, finished: list[date], today: date) -> Forecast | None:
    """By the pace of the last twelve weeks, with the range of its fastest and slowest four weeks.

    None where less than four weeks or ten completions are known: a guess would look like knowledge.
    """
    left = count - len(finished)
    if not finished or left <= 0 or len(finished) < COMPLETIONS_NEEDED:
        return None
    weeks = min(WEEKS, (today - finished[0]).days // 7)
    if weeks < WEEKS_NEEDED:
        return None
    each = Counter((today - day).days // 7 for day in finished)
    per_week = [each.get(number, 0) for number in range(weeks)]
    paces = [sum(per_week[at : at + STRETCH]) / STRETCH for at in range(weeks - STRETCH + 1)]
    mean = sum(per_week) / weeks
    expected = _after(today, left, mean)
    earliest = _after(today, left, max(paces))
    if expected is None or earliest is None:
        return None
    return Forecast(expected, earliest, _after(today, left, min(paces)))


def _after(today: date, left: int, pace: float) -> date | None:
    if pace <= 0:
        return None
    ahead = timedelta(days=left / pace * 7)
    return today + ahead if ahead <= TOO_FAR else None


@dataclass(frozen=True)
class Part:
    """Part of a programme: so many institutions, so many of them finished with it."""

    label: str
    institutions: int
    done: int
    key: str = ""

    @property
    def percent(self) -> int:
        return self.done * 100 // self.institutions if self.institutions else 0


#: (institution, measure) → steps, and steps done.
Counts = Mapping[tuple[uuid.UUID, uuid.UUID], tuple[int, int]]


def by_measure(programme: Programme, counts_of: Counts) -> list[Part]:
    """Each measure, in order; ``counts_of`` as ``steps_by_measure`` has it."""
    titles = {row.pk: row.title for row in programme.measures.order_by("order", "id")}
    counts: dict[uuid.UUID, list[int]] = {key: [0, 0] for key in titles}
    for (_owner, measure), (total, done) in counts_of.items():
        counts[measure][0] += 1
        counts[measure][1] += total == done
    return [Part(titles[key], numbers[0], numbers[1]) for key, numbers in counts.items()]


def by_window(programme: Programme, counts_of: Counts) -> list[tuple[Window, Part]]:
    """Each window with who is in it and has finished the measure, in the order of time."""
    counts: dict[uuid.UUID, list[int]] = {}
    rows = Effect.objects.filter(measure__programme=programme, is_void=False, window__isnull=False)
    for owner, measure, window in rows.values_list("institution_id", "measure_id", "window_id"):
        total, done = counts_of.get((owner, measure), (0, 0))
        numbers = counts.setdefault(window, [0, 0])
        numbers[0] += 1
        numbers[1] += 0 < total == done
    windows = (
        Window.objects.filter(measure__programme=programme)
        .select_related("measure")
        .order_by("starts_on", "id")
    )
    return [(row, Part(row.measure.title, *counts.get(row.pk, (0, 0)))) for row in windows]


def steps_by_measure(programme: Programme) -> Counts:
    """How far each institution is with each measure; one statement."""
    rows = _steps(programme).filter(measure__isnull=False).values("institution_id", "measure_id")
    counted = rows.annotate(total=Count("pk"), done=Count("done_at"))
    return {
        (owner, measure): (total, done)
        for owner, measure, total, done in counted.values_list(
            "institution_id", "measure_id", "total", "done"
        )
    }


def by_body(programme: Programme) -> list[Part]:
    """School bodies, those with most open institutions first; one statement."""
    rows = _steps(programme).values("institution_id", "institution__body_id", "institution__body__name")
    counted = rows.annotate(total=Count("pk"), done=Count("done_at"))
    found: dict[Any, list[Any]] = {}
    for row in counted:
        part = found.setdefault(row["institution__body_id"], [row["institution__body__name"] or "", 0, 0])
        part[1] += 1
        part[2] += row["total"] == row["done"]
    parts = [Part(name, count, done, str(key)) for key, (name, count, done) in found.items() if key]
    return sorted(parts, key=lambda part: (part.done - part.institutions, part.label))


#: ``?stand=`` of the list of institutions.
STANDS = ("offen", "begonnen", "fertig", "haengt")


def standing(programme: Programme, stand: str = "", now: datetime | None = None) -> QuerySet[Institution]:
    """Affected institutions of one stand: not begun, begun, finished, or stuck."""
    now = now or timezone.now()
    own = _steps(programme).filter(institution=OuterRef("pk"))
    rows = affected_institutions(programme)
    if stand == "fertig":
        rows = rows.filter(Exists(own)).exclude(Exists(own.filter(done_at=None)))
    elif stand == "offen":
        rows = rows.exclude(Exists(own.filter(done_at__isnull=False)))
    elif stand == "begonnen":
        rows = rows.filter(Exists(own.filter(done_at=None)), Exists(own.filter(done_at__isnull=False)))
    elif stand == "haengt":
        rows = rows.filter(is_stuck(programme, now))
    return rows.select_related("body")


@dataclass(frozen=True)
class Line:
    """How far one institution is."""

    institution: Institution
    steps: int
    done: int
    last: datetime | None
    window_starts: date | None


def lines_of(programme: Programme, institutions: Collection[Institution]) -> list[Line]:
    """How far these institutions are, in their order; two statements, and nothing is counted for the others."""
    keys = [row.pk for row in institutions]
    counted = _steps(programme).filter(institution__in=keys).values("institution_id")
    steps = {
        owner: (total, done, last)
        for owner, total, done, last in counted.annotate(
            total=Count("pk"), done=Count("done_at"), last=Max("done_at")
        ).values_list("institution_id", "total", "done", "last")
    }
    effects = Effect.objects.filter(measure__programme=programme, institution__in=keys, is_void=False)
    first = effects.values("institution_id").annotate(first=Min("window__starts_on"))
    starts = dict(first.values_list("institution_id", "first"))
    return [Line(row, *steps.get(row.pk, (0, 0, None)), starts.get(row.pk)) for row in institutions]


def is_stuck(programme: Programme, now: datetime) -> Q:
    """Something is open, nothing was ticked lately, and a window or a due day is near or over."""
    own = _steps(programme).filter(institution=OuterRef("pk"))
    near = timezone.localtime(now).date() + NEAR
    effects = Effect.objects.filter(
        measure__programme=programme, institution=OuterRef("pk"), is_void=False, window__starts_on__lte=near
    )
    return (
        Q(Exists(own.filter(done_at=None)))
        & ~Q(Exists(own.filter(done_at__gte=now - QUIET)))
        & (Q(Exists(effects)) | Q(Exists(own.filter(done_at=None, due_on__lte=near))))
    )
