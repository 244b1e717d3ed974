"""The current tenant: a context variable that every scoped query reads and that fails closed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from .models import Tenant

_current: ContextVar[Tenant | None] = ContextVar("allmende_tenant", default=None)


class NoTenantError(RuntimeError):
    """A tenant's rows were asked for while no tenant is set."""


def current_tenant() -> Tenant:
    """The tenant of this request, job or command; raises ``NoTenantError`` where none is set."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenantError("no tenant is set: wrap this in use_tenant(...)")
    return tenant


def current_tenant_id() -> uuid.UUID:
    """The current tenant's key; raises ``NoTenantError`` where none is set."""
    return current_tenant().id


def tenant_or_none() -> Tenant | None:
    """The current tenant, or None: only for code that also serves pages of no tenant, such as error pages."""
    return _current.get()


@contextmanager
def use_tenant(tenant: Tenant) -> Iterator[Tenant]:
    """Make ``tenant`` the current one; on PostgreSQL the row-level policies are told as well."""
    token = _current.set(tenant)
    _tell_database(tenant)
    try:
        yield tenant
    finally:
        _current.reset(token)
        previous = _current.get()
        if previous is not None:
            _tell_database(previous)
        elif connection.vendor == "postgresql" and connection.connection is not None:
            _tell_database(None)


def tell_new_connection(**kwargs: Any) -> None:
    """A connection opened within a tenant is told about it before its first query."""
    tenant = _current.get()
    if tenant is not None:
        _tell_database(tenant)


def _tell_database(tenant: Tenant | None) -> None:
    if connection.vendor != "postgresql" or connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('allmende.tenant', %s, false)", [str(tenant.pk) if tenant else ""])
