"""Reads that other apps use."""

from __future__ import annotations

import uuid
from math import inf
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from allmende.base.directory.models import Service
from allmende.foundation import sql
from allmende.foundation.kept import Kept
from allmende.foundation.tenants.context import current_tenant_id

from .manifest import Manifest
from .models import Procedure, ProcedureVersion

#: Nobody applies any more for what is not offered any more; drafts that were begun before go on.
_GOES_ON = (
    "NOT EXISTS (SELECT 1 FROM directory_service AS ended"
    " WHERE ended.id = procedures_procedure.service_id AND ended.last_day < %s)"
)
_OFFERS = (
    "SELECT service_id, name, key FROM procedures_procedure"  # noqa: S608
    " WHERE tenant_id = %s AND is_active = %s AND current_id IS NOT NULL"
    f" AND {_GOES_ON} ORDER BY name"
)


def procedures() -> QuerySet[Procedure]:
    """The procedures that can be used now, by name."""
    rows: QuerySet[Procedure] = Procedure.objects.filter(is_active=True, current__isnull=False)
    return rows.select_related("current", "service").order_by("name")


def offers() -> tuple[tuple[uuid.UUID | None, str, str], ...]:
    """(service, name, key) of every procedure that can be used now, by name: public pages ask at every visit."""
    found = sql.rows(_OFFERS, [sql.key(current_tenant_id()), True, sql.day(timezone.localdate())])
    return tuple((sql.to_uuid(row[0]) if row[0] else None, row[1], row[2]) for row in found)


def procedures_for_service(service: Service) -> QuerySet[Procedure]:
    """The procedures by which one can apply for ``service`` now."""
    return procedures().filter(service=service)


def current_version(key: str) -> ProcedureVersion | None:
    """The version that new cases of the procedure ``key`` follow, or None; which one it is, is asked afresh."""
    found = sql.rows(_CURRENT, [sql.key(current_tenant_id()), key, True, sql.day(timezone.localdate())])
    return version_by_id(sql.to_uuid(found[0][0])) if found else None


def version_by_id(version_id: uuid.UUID | str) -> ProcedureVersion | None:
    """A version with its procedure, service and process; drafts stay on the version with which they began.

    Kept in the process for a minute: versions never change, procedures seldom.
    """
    return _versions.get(str(version_id), lambda: _find_version(version_id))


def _find_version(version_id: uuid.UUID | str) -> ProcedureVersion | None:
    related = ("procedure__service", "procedure__unit", "process_version")
    rows: QuerySet[ProcedureVersion] = ProcedureVersion.objects.filter(pk=version_id)
    return rows.select_related(*related).first()


def parameters(version: ProcedureVersion) -> dict[str, Any]:
    """``param`` for rules and templates: the municipality's values, as they were when the version was published."""
    return dict(version.parameters)


def manifest_of(version: ProcedureVersion) -> Manifest:
    """The typed manifest, kept in the process: versions never change."""
    return _manifests.get(version.pk, version.describe)


def folder_of(version: ProcedureVersion) -> dict[str, str]:
    """The folder's files as they were imported: path → text."""
    return dict(version.files.order_by("path").values_list("path", "content"))


_CURRENT = (
    "SELECT current_id FROM procedures_procedure "  # noqa: S608
    f"WHERE tenant_id = %s AND key = %s AND is_active = %s AND current_id IS NOT NULL AND {_GOES_ON}"
)
_manifests: Kept[Manifest] = Kept(seconds=inf)
_versions: Kept[ProcedureVersion | None] = Kept(seconds=60)
