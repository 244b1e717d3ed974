"""The clerk's lists: each view, filter, order and search, at 10,000 and at 1,000,000 cases.

Offices, services and people are so few that every page is full at both sizes: else the small size would show less.
The small database is kept as a copy, and both are measured in turn: a machine that changes its pace hits both alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from math import inf

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

View = Callable[[], object]
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
        large = str(connection.settings_dict["NAME"])
        _fill(0, SMALL, units, services, people)
        small = _copied(large)
        _fill(SMALL, LARGE, units, services, people)
        assert Case.objects.count() == LARGE
        views = {}
        for name in (small, large):  # the second page begins elsewhere
            _turn_to(name)
            views[name] = _views(people, units, services)
        for title, (floor, value) in _in_turn(small, large, views).items():
            yield at_most_times(
                f"inbox, {title}, 1,000,000 cases", value, 1.5, "ms", floor=floor, floor_is="10,000 cases"
            )


def _fill(start: int, end: int, units: list[Unit], services: list[Service], people: list[User]) -> None:
    fill(start, end, units, services, people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copied(name: str) -> str:
    """The name of a copy of the database ``name``, which is the current one."""
    if connection.vendor == "sqlite":
        copy = f"{name}.small"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [copy])
        return copy
    copy = f"{name}_small"
    _turn_to("postgres")  # nobody may be connected to what is copied
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    _turn_to(name)
    return copy


def _turn_to(name: str) -> None:
    """All queries from here on go to the database ``name``."""
    connection.close()
    connection.settings_dict["NAME"] = name


def _in_turn(small: str, large: str, views: dict[str, dict[str, View]]) -> dict[str, tuple[float, float]]:
    """Milliseconds of the quickest of many runs, by view, at both sizes: what else the machine does only adds."""
    best: dict[tuple[str, str], float] = {}
    for _round in range(6):
        for name in (small, large):
            _turn_to(name)
            for title, view in views[name].items():
                view()
                best[name, title] = min(best.get((name, title), inf), *(_once(view) for _ in range(5)))
    return {title: (best[small, title], best[large, title]) for title in views[large]}


def _once(view: View) -> float:
    begin = time.perf_counter()
    view()
    return (time.perf_counter() - begin) * 1000


def _views(people: list[User], units: list[Unit], services: list[Service]) -> dict[str, View]:
    clerk, service = people[0], services[3].pk

    def show(query: str) -> View:
        filters = Filters.read(QueryDict(query))
        return lambda: (inbox(clerk, filters), count(clerk, filters))

    def tasks(query: str) -> View:
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
