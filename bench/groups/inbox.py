"""The clerk's inbox: first page and each filter, at 10,000 and at 1,000,000 cases."""

from __future__ import annotations

import random
import statistics
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from allmende.base.cases.models import NO_DEADLINE, Case
from allmende.base.directory.models import Service, Unit
from allmende.base.identity.models import Membership, User
from allmende.foundation import sql
from allmende.foundation.ids import new_reference, uuid7
from allmende.foundation.tenants.models import Tenant
from allmende.inward.workplace.filters import Filters
from allmende.inward.workplace.inbox import count, inbox
from bench.figure import Figure, at_most_times, median_ms
from bench.world import municipality

SMALL, LARGE = 10_000, 1_000_000
OPEN = ["received", "in_progress", "waiting_customer", "on_hold", "decided"]
COLUMNS = [
    "id", "tenant_id", "number", "reference", "code_hash", "kind", "title", "unit_id", "assignee_id", "service_id",
    "state", "is_open", "priority", "received_at", "due_on", "sort_on", "confidential", "outcome", "data", "version",
]  # fmt: skip


def figures() -> Iterator[Figure]:
    with municipality() as tenant:
        units = [Unit.objects.create(key=f"office-{i}", name=f"Office {i}") for i in range(14)]
        services = [Service.objects.create(slug=f"s{i}", name=f"Service {i}") for i in range(20)]
        people = [
            User.objects.create_user(email=f"p{i}@example.org", name=f"P {i}", kind="staff")
            for i in range(60)
        ]
        for unit in units[:3]:
            Membership.objects.create(user=people[0], unit=unit, role="clerk")
        views = {
            "first page": "view=office", "mine": "view=mine", "all, closed too": "view=all",
            "state": "view=office&state=on_hold", "overdue": "view=office&due=overdue", 
            "newest": "view=office&sort=new",
            "service": f"view=office&service={services[3].pk}", "nobody's": "view=office&who=nobody",
            "service and state": f"view=office&service={services[3].pk}&state=received",
        }  # fmt: skip
        small = _grow(tenant, units, services, people, 0, SMALL, views)
        large = _grow(tenant, units, services, people, SMALL, LARGE, views)
        assert Case.objects.count() == LARGE
        for name in views:
            yield at_most_times(
                f"inbox, {name}, 1,000,000 cases",
                large[name],
                1.5,
                "ms",
                floor=small[name],
                floor_is="10,000 cases",
            )


def _grow(
    tenant: Tenant, units: list[Unit], services: list[Service], people: list[User], start: int, end: int,
    views: dict[str, str],
) -> dict[str, float]:  # fmt: skip
    """Bring the cases to ``end`` and measure every view: milliseconds by name."""
    chance, today = random.Random(start), timezone.localdate()
    statement = f"INSERT INTO cases_case ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
    for first in range(start, end, 20_000):
        rows = [
            _row(chance, tenant, units, services, people, number, today)
            for number in range(first, min(first + 20_000, end))
        ]
        sql.execute_many(statement, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    clerk = people[0]

    def show(query: str) -> None:
        filters = Filters.read(QueryDict(query))
        inbox(clerk, filters)
        count(clerk, filters)

    return {
        name: statistics.median(median_ms(lambda q=query: show(q), runs=15) for _ in range(3))
        for name, query in views.items()
    }


def _row(
    chance: random.Random, tenant: Tenant, units: list[Unit], services: list[Service], people: list[User],
    number: int, today: date,
) -> list[object]:  # fmt: skip
    is_open = chance.random() < 0.1
    due = today + timedelta(days=chance.randint(-30, 60)) if chance.random() < 0.9 else None
    assignee: uuid.UUID | None = chance.choice(people).pk if chance.random() < 0.7 else None
    return [
        sql.key(uuid7()), sql.key(tenant.pk), f"2026-{number:07d}", new_reference(), "", "application",
        f"Case {number}",
        sql.key(chance.choice(units).pk), sql.key(assignee), sql.key(chance.choice(services).pk),
        chance.choice(OPEN) if is_open else "closed", is_open, 2, sql.moment(datetime.now(UTC)),
        due.isoformat() if due else None, (due or NO_DEADLINE).isoformat(), False, "", "{}", 1,
    ]  # fmt: skip
