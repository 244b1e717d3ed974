"""Very many cases at once: a million in a minute or two, indexes made anew at the end."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from allmende.base.cases.models import NO_DEADLINE, Case
from allmende.base.customers.models import Customer
from allmende.base.customers.names import name_key
from allmende.base.directory.models import Service, Unit
from allmende.base.identity.models import User
from allmende.base.workflow.models import Task
from allmende.foundation import sql
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id

#: Three of ten cases are open, so that each list is full at the small size, too.
OPEN = ("received", "in_progress", "waiting_customer", "on_hold", "decided")
_CUSTOMER = ["id", "tenant_id", "kind", "salutation", "title", "given_name", "family_name", "name_key", "email",
             "phone", "address", "language", "created_at"]  # fmt: skip
_CASE = ["id", "tenant_id", "number", "reference", "code_hash", "kind", "title", "customer_id", "unit_id",
         "assignee_id", "service_id", "state", "is_open", "priority", "received_at", "due_on", "sort_on",
         "confidential", "outcome", "data", "version"]  # fmt: skip
_TASK = ["id", "tenant_id", "subject", "element", "name", "kind", "hint", "unit_id", "role", "assignee_id", "priority",
         "due_at", "state", "created_at", "completed_by"]  # fmt: skip


def fill(
    start: int, end: int, units: Sequence[Unit], services: Sequence[Service], people: Sequence[User]
) -> None:
    """Add customers, cases and the tasks of open ones, numbered from ``start`` to before ``end``."""
    tables = (Customer, Case, Task)
    large = end - start > 100_000
    if large:
        _indexes(tables, drop=True)
    _policies(tables, "NO FORCE")
    rows = _rows(start, end, [u.pk for u in units], [s.pk for s in services], [p.pk for p in people])
    while batch := list(islice(rows, 50_000)):
        for place, (model, columns) in enumerate(zip(tables, (_CUSTOMER, _CASE, _TASK), strict=True)):
            _insert(model, columns, [row[place] for row in batch if row[place]])
    _policies(tables, "FORCE")
    if large:
        _indexes(tables, drop=False)


def _rows(
    start: int, end: int, units: list[uuid.UUID], services: list[uuid.UUID], people: list[uuid.UUID]
) -> Iterator[tuple[list[Any], ...]]:
    chance, tenant, today = random.Random(start), sql.key(current_tenant_id()), timezone.localdate()
    now = sql.moment(datetime.now(UTC))
    for i in range(start, end):
        is_open = chance.random() < 0.3
        due = today + timedelta(days=chance.randint(-30, 60)) if chance.random() < 0.8 else None
        who = sql.key(chance.choice(people)) if chance.random() < 0.7 else None
        unit, customer, case = sql.key(chance.choice(units)), sql.key(uuid7()), uuid7()
        name = f"Familie{i % 20_000}", f"Vorname{i % 97}"
        yield (
            [customer, tenant, "person", "", "", name[1], name[0], name_key(*name), f"k{i}@example.org", "", "{}",
             "de", now],
            [sql.key(case), tenant, f"2026-{i:07d}", f"R{i}", "", "application" if i % 4 else "enquiry",
             f"Case {i}", customer, unit, who, sql.key(chance.choice(services)),
             chance.choice(OPEN) if is_open else "closed", is_open, 2, now,
             due.isoformat() if due else None, (due or NO_DEADLINE).isoformat(), False, "", "{}", 1],
            [sql.key(uuid7()), tenant, f"case:{case}", "check", "Check", "user", "", unit, "", who, 0,
             sql.moment(datetime.combine(due, time(20), UTC)) if due else None, "open", now, ""] if is_open else [],
        )  # fmt: skip


def _insert(model: type[models.Model], columns: list[str], rows: Iterable[list[Any]]) -> None:
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(rows))


def _policies(tables: Sequence[type[models.Model]], force: str) -> None:
    """COPY refuses tables whose owner is under the policies, too; the rows name their tenant themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in tables:
                cursor.execute(f"ALTER TABLE {model._meta.db_table} {force} ROW LEVEL SECURITY")


def _indexes(tables: Sequence[type[models.Model]], *, drop: bool) -> None:
    with connection.schema_editor() as editor:
        for model in tables:
            for index in model._meta.indexes:
                (editor.remove_index if drop else editor.add_index)(model, index)
