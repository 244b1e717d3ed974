"""Whose eyes a task is for: asked at every task that opens, so it is asked cheaply."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

from .models import Case

_OWN = "SELECT unit_id = %s OR confidential FROM cases_case WHERE tenant_id = %s AND id = %s"
_at_hand: ContextVar[Case | None] = ContextVar("allmende_case_at_hand", default=None)


@contextmanager
def unit_known(case: Case) -> Iterator[None]:
    """Within, nobody has to ask the database which office has ``case``: its row is at hand."""
    token = _at_hand.set(case)
    try:
        yield
    finally:
        _at_hand.reset(token)


def stays(stream: str, unit: uuid.UUID) -> bool:
    """Whether a task of ``unit`` is for the case's own office, or for nobody else's eyes."""
    case = _at_hand.get()
    if case is not None and case.subject == stream:
        return case.unit_id == unit or case.confidential
    key = uuid.UUID(stream.removeprefix("case:"))
    rows = sql.rows(_OWN, [sql.key(unit), sql.key(current_tenant_id()), sql.key(key)])
    return not rows or bool(rows[0][0])
