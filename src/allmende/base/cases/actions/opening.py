"""How a case comes to be, whatever door it came through."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from allmende.base.cases.access import Who, actor
from allmende.base.cases.events import CaseOpened
from allmende.base.cases.kinds import case_kinds
from allmende.base.cases.models import Case, CaseNumbering, Priority, Submission
from allmende.base.customers.mandates.models import Mandate
from allmende.base.customers.models import Customer
from allmende.base.directory.models import Service, Unit
from allmende.base.procedures.models import ProcedureVersion
from allmende.foundation.events.actions import record
from allmende.foundation.ids import new_reference, uuid7
from allmende.foundation.tenants.context import current_tenant_id

from .change import derive


@transaction.atomic(savepoint=False)
def open_case(
    *,
    kind: str,
    title: str,
    unit: Unit,
    by: Who,
    customer: Customer | None = None,
    service: Service | None = None,
    procedure_version: ProcedureVersion | None = None,
    submission: Submission | None = None,
    mandate: Mandate | None = None,
    channel: str = "counter",
    due_on: date | None = None,
    confidential: bool = False,
    priority: int = Priority.NORMAL,
    code_hash: str = "",
    data: dict[str, Any] | None = None,
    received_at: datetime | None = None,
    at: datetime | None = None,
) -> Case:
    """Open a case; raises ``UnknownKeyError`` for a kind that nobody registered.

    ``received_at`` is when the wish reached us, where that was before now: deadlines count from it.
    Doors check beforehand whether ``by`` may open it.
    """
    moment = received_at or at or timezone.now()
    fields: dict[str, Any] = {"due_on": due_on}
    derive(fields)
    case = Case(
        number=next_number(timezone.localdate(moment).year), reference=new_reference(),
        kind=case_kinds[kind].key, title=title[:250], unit=unit, customer=customer, service=service,
        procedure_version=procedure_version, submission=submission, received_at=moment,
        confidential=confidential, priority=priority, code_hash=code_hash, data=data or {}, mandate=mandate,
        **fields,
    )  # fmt: skip
    case.insert()
    opened = CaseOpened(
        number=case.number, kind=case.kind, channel=channel, unit=unit.pk, due_on=due_on,
        service=service.pk if service else None,
        procedure_version=procedure_version.pk if procedure_version else None,
    )  # fmt: skip
    record(opened, stream=case.subject, actor=actor(by), at=at)
    return case


def next_number(year: int) -> str:
    """The next number of the year, such as ``2026-000123``: one statement, safe against others at once."""
    table = CaseNumbering._meta.db_table
    key = CaseNumbering._meta.pk.get_db_prep_value(uuid7(), connection)
    tenant = CaseNumbering._meta.get_field("tenant").get_db_prep_value(current_tenant_id(), connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, tenant_id, year, last) VALUES (%s, %s, %s, 1) "  # noqa: S608
            f"ON CONFLICT (tenant_id, year) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [key, tenant, year],
        )
        (last,) = cursor.fetchone()
    return f"{year}-{last:06d}"
