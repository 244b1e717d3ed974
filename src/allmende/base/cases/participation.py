"""Whose eyes a task is for: asked at every task that opens, so it is asked cheaply."""

from __future__ import annotations

import uuid

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

_OWN = "SELECT unit_id = %s OR confidential FROM cases_case WHERE tenant_id = %s AND id = %s"


def stays(stream: str, unit: uuid.UUID) -> bool:
    """Whether a task of ``unit`` is for the case's own office, or for nobody else's eyes."""
    key = uuid.UUID(stream.removeprefix("case:"))
    rows = sql.rows(_OWN, [sql.key(unit), sql.key(current_tenant_id()), sql.key(key)])
    return not rows or bool(rows[0][0])
