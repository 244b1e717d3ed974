"""PostgreSQL says the tenant border again: a row-level security policy on every tenant's table."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections

from .models import TenantModel

#: An unset or empty setting means no tenant: installation-wide jobs (migrations, backup, verification) see all rows;
#: within a tenant, only its own rows exist, even for SQL that forgot the filter.
_POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant_border ON {table};
CREATE POLICY tenant_border ON {table} USING (
  coalesce(current_setting('allmende.tenant', true), '') = ''
  OR tenant_id = nullif(current_setting('allmende.tenant', true), '')::uuid
);
"""


def tenant_tables() -> list[str]:
    """The tables of all models that belong to a tenant."""
    models = apps.get_models()
    return sorted(m._meta.db_table for m in models if issubclass(m, TenantModel) and not m._meta.proxy)


def apply_policies(using: str = "default", **kwargs: Any) -> None:
    """Put the policy on every tenant's table that exists; does nothing on SQLite. Called after each migrate."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for table in tenant_tables():
            if table in existing:
                cursor.execute(_POLICY.format(table=connection.ops.quote_name(table)))
