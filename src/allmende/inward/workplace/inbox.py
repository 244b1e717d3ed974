"""The inbox: one index range per office (or person), merged by the database, page by page.

A million cases cost what ten thousand cost: each range is read from its own index in the order shown, and
no more than a page of it. Nothing is counted beyond ``MOST``.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from allmende.base.cases.access import CASE_ROLES, cases_for, own_units
from allmende.base.cases.models import NO_DEADLINE, OPEN_STATES, Case, Submission
from allmende.base.customers.queries import find_customers
from allmende.base.identity.access import absent_colleagues, units_of
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User
from allmende.base.messages.models import Message
from allmende.base.workflow.models import Task
from allmende.foundation.ids import clean_reference

from .due import Due, due_of
from .filters import NOBODY, Filters
from .ranges import as_uuid, first_rows

PAGE = 50
#: Counts stop here: "99+" tells a clerk as much as 31,415 does.
MOST = 100
#: Of people who applied again and again, a search looks at no more cases than this.
MOST_FOUND = 500
_RELATED = ("customer", "assignee", "unit")


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

    case: Case
    due: Due
    task: str
    unread: bool
    #: how sure it is who applied, in words; empty where nobody identified
    level: str = ""


@dataclass(frozen=True)
class Page:
    """A page of the inbox; ``next`` is the cursor of the page after it, or empty."""

    rows: list[Row]
    next: str


def inbox(by: User, filters: Filters) -> Page:
    """One page of what ``by`` may see and wants to see; five queries besides those for roles."""
    if filters.q:
        found = list(_search(by, filters.q).select_related(*_RELATED)[:PAGE])
        return Page(_rows(found), "")
    ranges = [part for rows in _narrow(_ranges(by, filters), filters) for part in _behind(rows, filters)]
    keys = _first(ranges, filters.order, PAGE + 1)
    cases = Case.objects.select_related(*_RELATED).in_bulk(keys[:PAGE])
    page = [cases[key] for key in keys[:PAGE] if key in cases]
    more = len(keys) > PAGE and bool(page)
    return Page(_rows(page), _cursor(page[-1], filters.order) if more else "")


def count(by: User, filters: Filters) -> int:
    """How many cases the filters find, up to ``MOST``; one query."""
    ranges = _narrow(_ranges(by, filters), filters)
    return len(_first(ranges, filters.order, MOST))


def shown(number: int) -> str:
    """A bounded count as text."""
    return f"{MOST - 1}+" if number >= MOST else str(number)


def _ranges(by: User, filters: Filters) -> list[QuerySet[Case]]:
    """One queryset per office or person: each lies in one piece in an index."""
    if filters.view == "mine":
        people = [by.pk, *absent_colleagues(by)]
        return [Case.objects.filter(assignee_id=key) for key in people]
    direct = own_units(by)
    return [
        Case.objects.filter(unit_id=unit, **({} if unit in direct else {"confidential": False}))
        for unit in sorted(units_of(by, *CASE_ROLES))
        if not filters.unit or str(unit) == filters.unit
    ]


def _narrow(ranges: list[QuerySet[Case]], filters: Filters) -> list[QuerySet[Case]]:
    """Every range says whether its cases are open, as every index does; open and closed are two ranges.

    Said by ``IN``: SQLite takes the bare column that Django writes for a truth value for no place in an index.
    """
    wanted = Q(state=filters.state) if filters.state else Q()
    if filters.kind:
        wanted &= Q(kind=filters.kind)
    if filters.service:
        wanted &= Q(service_id=filters.service)
    if filters.unit and filters.view == "mine":
        wanted &= Q(unit_id=filters.unit)
    if filters.who:
        wanted &= Q(assignee_id=None) if filters.who == NOBODY else Q(assignee_id=filters.who)
    wanted &= _due(filters.due, timezone.localdate())
    sides = [True, False] if filters.view == "all" else [True]
    if filters.state:
        sides = [filters.state in OPEN_STATES]
    return [rows.filter(wanted, is_open__in=[is_open]) for rows in ranges for is_open in sides]


def _due(wish: str, today: date) -> Q:
    return {
        "overdue": Q(sort_on__lt=today),
        "today": Q(sort_on=today),
        "week": Q(sort_on__gte=today, sort_on__lte=today + timedelta(days=7)),
        "none": Q(sort_on=NO_DEADLINE),
    }.get(wish, Q())


def _behind(rows: QuerySet[Case], filters: Filters) -> list[QuerySet[Case]]:
    """What follows the cursor: ranges again, so that a deep page costs what the first one costs."""
    day, _, text = filters.after.partition("_")
    try:
        key = uuid.UUID(text)
        if filters.order == "new":
            return [rows.filter(id__lt=key)]
        if filters.order == "old":
            return [rows.filter(id__gt=key)]
        last = date.fromisoformat(day)
        return [rows.filter(sort_on=last, id__gt=key), rows.filter(sort_on__gt=last)]
    except ValueError:
        return [rows]


def _cursor(case: Case, sort: str) -> str:
    return f"{case.sort_on.isoformat() if sort == 'due' else ''}_{case.pk}"


def _first(ranges: Sequence[QuerySet[Case]], sort: str, limit: int) -> list[uuid.UUID]:
    """Keys of the first ``limit`` cases over all ranges, in order."""
    order = {"new": ["-id"], "old": ["id"]}.get(sort, ["sort_on", "id"])
    columns = [rows.order_by(*order).values_list("sort_on", "id") for rows in ranges]
    by = [1] if sort in ("new", "old") else [0, 1]
    return [as_uuid(row[1]) for row in first_rows(columns, limit=limit, by=by, backwards=sort == "new")]


def _search(by: User, text: str) -> QuerySet[Case]:
    """Cases by number, reference, the customer's name (its beginning) or e-mail address; open and closed.

    Each way is asked by its own index; which of the found ones this person may know of is asked at the end.
    """
    keys = set(Case.objects.filter(number=text).values_list("pk", flat=True))
    if reference := clean_reference(text):
        keys |= set(Case.objects.filter(reference=reference).values_list("pk", flat=True))
    if customers := find_customers(text, limit=50):
        keys |= set(Case.objects.filter(customer__in=customers).values_list("pk", flat=True)[:MOST_FOUND])
    return cases_for(by).filter(pk__in=keys).order_by("-is_open", "sort_on", "id")


def _rows(cases: list[Case]) -> list[Row]:
    subjects = {case.subject: case for case in cases}
    tasks = Task.objects.filter(subject__in=subjects, state=Task.State.OPEN).order_by("-created_at")
    names = dict(tasks.values_list("subject", "name"))
    waiting = Message.objects.filter(
        conversation__subject__in=subjects, direction=Message.Direction.IN, read_at=None
    )
    unread = set(waiting.values_list("conversation__subject", flat=True))
    levels = _levels(cases)
    return [
        Row(case, due_of(case), names.get(subject, ""), subject in unread, levels.get(case.submission_id, ""))
        for subject, case in subjects.items()
    ]


def _levels(cases: list[Case]) -> dict[uuid.UUID | None, str]:
    sent = Submission.objects.filter(pk__in=[case.submission_id for case in cases if case.submission_id])
    said = {key: found.get("level", "") for key, found in sent.values_list("pk", "identified") if found}
    return {
        key: str(TrustLevel(level).label)
        for key, level in said.items()
        if level in TrustLevel.values and level != TrustLevel.NONE
    }
