"""Reads that other apps use."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet

from allmende.base.directory.models import Service

from .manifest import Manifest
from .models import Procedure, ProcedureParameter, ProcedureVersion


def procedures() -> QuerySet[Procedure]:
    """The procedures that can be used now, by name."""
    rows: QuerySet[Procedure] = Procedure.objects.filter(is_active=True, current__isnull=False)
    return rows.select_related("current", "service").order_by("name")


def procedures_for_service(service: Service) -> QuerySet[Procedure]:
    """The procedures by which one can apply for ``service`` now."""
    return procedures().filter(service=service)


def current_version(key: str) -> ProcedureVersion | None:
    """The version that new cases of the procedure ``key`` follow, or None."""
    row = procedures().filter(key=key).select_related("current__procedure").first()
    return row.current if row else None


def version_by_id(version_id: uuid.UUID | str) -> ProcedureVersion | None:
    """A version with its procedure; drafts stay on the version with which they began."""
    related = ("procedure__service", "procedure__unit")
    return ProcedureVersion.objects.filter(pk=version_id).select_related(*related).first()


def parameters(version: ProcedureVersion) -> dict[str, Any]:
    """``param`` for rules and templates: the folder's defaults with the municipality's own values over them."""
    declared = version.describe().parameters
    own = ProcedureParameter.objects.filter(procedure_id=version.procedure_id, key__in=declared)
    values = {key: parameter.default for key, parameter in declared.items()}
    return values | dict(own.values_list("key", "value"))


def manifest_of(version: ProcedureVersion) -> Manifest:
    """The typed manifest, kept in the process: versions never change."""
    found = _manifests.get(version.pk)
    if found is None:
        if len(_manifests) > 1000:
            _manifests.clear()
        found = _manifests[version.pk] = version.describe()
    return found


def folder_of(version: ProcedureVersion) -> dict[str, str]:
    """The folder's files as they were imported: path → text."""
    return dict(version.files.order_by("path").values_list("path", "content"))


_manifests: dict[uuid.UUID, Manifest] = {}
