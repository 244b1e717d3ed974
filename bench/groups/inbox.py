"""The clerk's lists: each view, filter, order and search, at 10,000 and at 1,000,000 cases.

Offices, services and people are so few that every page is full at both sizes: else the small size would show less.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.http import QueryDict

from allmende.base.cases.models import Case
from allmende.base.customers.queries import find_customers
from allmende.base.directory.models import Service, Unit
from allmende.base.identity.models import Membership, User
from allmende.inward.workplace.filters import Filters
from allmende.inward.workplace.inbox import count, inbox
from allmende.inward.workplace.tasks import TaskFilters, count_tasks, tasks_for
from bench.figure import Figure, at_most_times
from bench.many import fill
from bench.world import municipality

SMALL, LARGE = 10_000, 1_000_000


def figures() -> Iterator[Figure]:
    with municipality():
        units = [Unit.objects.create(key=f"office-{i}", name=f"Office {i}") for i in range(4)]
        services = [Service.objects.create(slug=f"s{i}", name=f"Service {i}") for i in range(8)]
        people = [
            User.objects.create_user(email=f"p{i}@example.org", name=f"P {i}", kind="staff")
            for i in range(12)
        ]
        for unit in units[:3]:
            Membership.objects.create(user=people[0], unit=unit, role="clerk")
        found = {}
        for start, end in ((0, SMALL), (SMALL, LARGE)):
            fill(start, end, units, services, people)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            found[end] = {name: _time(view) for name, view in _views(people, units, services).items()}
        assert Case.objects.count() == LARGE
        for name, value in found[LARGE].items():
            yield at_most_times(
                f"inbox, {name}, 1,000,000 cases", value, 1.5, "ms", floor=found[SMALL][name],
                floor_is="10,000 cases",
            )  # fmt: skip


def _views(people: list[User], units: list[Unit], services: list[Service]) -> dict[str, Callable[[], object]]:
    clerk, service = people[0], services[3].pk

    def show(query: str) -> Callable[[], object]:
        filters = Filters.read(QueryDict(query))
        return lambda: (inbox(clerk, filters), count(clerk, filters))

    def tasks(query: str) -> Callable[[], object]:
        filters = TaskFilters.read(QueryDict(query))
        return lambda: (tasks_for(clerk, filters), count_tasks(clerk, filters))

    deep = inbox(clerk, Filters(view="office")).next
    return {
        "first page": show("view=office"),
        "second page": show(f"view=office&after={deep}"),
        "newest": show("view=office&sort=new"),
        "oldest": show("view=office&sort=old"),
        "mine": show("view=mine"),
        "mine, newest": show("view=mine&sort=new"),
        "closed too": show("view=all"),
        "closed too, newest": show("view=all&sort=new"),
        "state": show("view=office&state=on_hold"),
        "state, newest": show("view=office&state=on_hold&sort=new"),
        "kind": show("view=office&kind=enquiry"),
        "kind, newest": show("view=office&kind=enquiry&sort=new"),
        "service": show(f"view=office&service={service}"),
        "service, newest": show(f"view=office&service={service}&sort=new"),
        "service and state": show(f"view=office&service={service}&state=received"),
        "assignee": show(f"view=office&who={people[3].pk}"),
        "assignee, newest": show(f"view=office&who={people[3].pk}&sort=new"),
        "nobody's": show("view=office&who=nobody"),
        "one office": show(f"view=office&unit={units[1].pk}"),
        "overdue": show("view=office&due=overdue"),
        "due today": show("view=office&due=today"),
        "no deadline": show("view=office&due=none"),
        "search for a number": show("view=office&q=2026-0001234"),
        "customers by name": lambda: find_customers("Familie77 Vorname7"),
        "my tasks": tasks("view=mine"),
        "tasks of my office": tasks("view=office"),
        "tasks, overdue": tasks("view=office&due=overdue"),
        "tasks, nobody's": tasks("view=office&who=nobody"),
    }


def _time(view: Callable[[], object]) -> float:
    """Milliseconds of the quickest of many runs: what else the machine does can only add to it."""
    view()
    times = []
    for _ in range(25):
        begin = time.perf_counter()
        view()
        times.append(time.perf_counter() - begin)
    return min(times) * 1000
