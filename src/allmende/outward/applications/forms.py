"""The form that a procedure's version binds."""

from __future__ import annotations

import uuid

from allmende.base.forms.engine import CompiledForm
from allmende.base.forms.queries import compiled
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import version_by_id


def version_of(version_id: uuid.UUID) -> ProcedureVersion:
    """A procedure's version with procedure, service and office; raises ``LookupError``.

    Ask only for ids that a row of the current tenant names.
    """
    version = version_by_id(version_id)
    if version is None:
        raise LookupError(f"there is no version {version_id}")
    return version


def form_key(version: ProcedureVersion) -> uuid.UUID:
    """The key of the form's version; raises ``LookupError`` where the procedure has no form."""
    if version.form_version_id is None:
        raise LookupError(f"{version} has no form")
    return version.form_version_id


def form_of(version: ProcedureVersion) -> CompiledForm:
    """The compiled form; raises ``LookupError`` where the procedure has none."""
    return compiled(form_key(version))
