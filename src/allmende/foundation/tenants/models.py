from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from django.db import models

from allmende.foundation import sql
from allmende.foundation.ids import uuid7

from .context import current_tenant_id

M = TypeVar("M", bound=models.Model)


class Tenant(models.Model):
    """A municipality or another body with its own data (Mandant)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    state = models.CharField(
        max_length=2, default="HE", help_text="Federal state as in ISO 3166-2:DE, for holidays"
    )
    settings = models.JSONField(default=dict, blank=True, help_text="Colours, logo, imprint, contact")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Hostname(models.Model):
    """A host name under which a tenant is served."""

    name = models.CharField(max_length=253, primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="hostnames")

    def __str__(self) -> str:
        return self.name


class WrongTenantError(RuntimeError):
    """A row of one tenant was about to be written while another tenant is current."""


class TenantQuerySet(models.QuerySet[M], Generic[M]):
    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        objs = list(objs)
        for obj in objs:
            claim_for_tenant(obj)
        return super().bulk_create(objs, *args, **kwargs)


class TenantManager(models.Manager[M]):
    """Rows of the current tenant only; raises ``NoTenantError`` where none is set."""

    def get_queryset(self) -> TenantQuerySet[M]:
        queryset: TenantQuerySet[M] = TenantQuerySet(self.model, using=self._db)
        return queryset.filter(tenant_id=current_tenant_id())

    def has(self, **columns: Any) -> bool:
        """Whether there is a row with these values, keys as UUID: one plain statement, a twentieth of ``exists``."""
        values = {
            name: sql.key(value) if isinstance(value, UUID) else value for name, value in columns.items()
        }
        return sql.exists(self.model._meta.db_table, {"tenant_id": sql.key(current_tenant_id()), **values})

    def create(self, **values: Any) -> M:
        """Insert a row of the current tenant; builds no query first, as a manager's ``create`` would."""
        row = self.model(**values)
        row.save(force_insert=True, using=self._db)
        return row


class TenantModel(models.Model):
    """A row that belongs to one tenant: UUIDv7 key, ``objects`` scoped, ``unscoped`` for installation-wide jobs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No index of its own: every index that finds rows of a tenant begins with it, or with the row that they hang on.
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    unscoped = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        claim_for_tenant(self)
        super().save(*args, **kwargs)

    def insert(self) -> None:
        """Insert this row as new by one plain statement: for hot paths; no signals, no default of the database's."""
        claim_for_tenant(self)
        sql.insert(self, self._meta.local_concrete_fields)
        self._state.adding, self._state.db = False, "default"

    def _do_insert(
        self, manager: Any, using: str, fields: Any, returning_fields: Any, raw: bool
    ) -> list[tuple[Any, ...]]:
        """Django's hook for INSERT: a plain statement where all values are plain, a tenth of the work."""
        if (
            returning_fields
            or raw
            or any(hasattr(getattr(self, f.attname), "resolve_expression") for f in fields)
        ):
            rows: list[tuple[Any, ...]] = super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
            return rows
        sql.insert(self, fields)
        return []


def claim_for_tenant(row: models.Model) -> None:
    """Give ``row`` the current tenant; raises ``WrongTenantError`` where it has another one."""
    tenant_id = current_tenant_id()
    if getattr(row, "tenant_id", None) is None:
        row.tenant_id = tenant_id  # type: ignore[attr-defined]
    elif row.tenant_id != tenant_id:  # type: ignore[attr-defined]
        raise WrongTenantError(f"{row._meta.label} {row.pk} belongs to another tenant")
