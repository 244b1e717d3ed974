"""The form that a procedure's version binds."""

from __future__ import annotations

import time
import uuid

from allmende.base.forms.engine import CompiledForm
from allmende.base.forms.queries import compiled
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import version_by_id

#: Versions never change; their procedure's name may, so they are read again after so many seconds.
FRESH_SECONDS = 30.0
_versions: dict[uuid.UUID, tuple[float, ProcedureVersion]] = {}


def version_of(version_id: uuid.UUID) -> ProcedureVersion:
    """A procedure's version with procedure, service and office, kept in the process; raises ``LookupError``.

    Ask only for ids that a row of the current tenant names.
    """
    now = time.monotonic()
    hit = _versions.get(version_id)
    if hit and hit[0] > now:
        return hit[1]
    version = version_by_id(version_id)
    if version is None:
        raise LookupError(f"there is no version {version_id}")
    if len(_versions) > 500:
        _versions.clear()
    _versions[version_id] = (now + FRESH_SECONDS, version)
    return version


def form_key(version: ProcedureVersion) -> uuid.UUID:
    """The key of the form's version; raises ``LookupError`` where the procedure has no form."""
    if version.form_version_id is None:
        raise LookupError(f"{version} has no form")
    return version.form_version_id


def form_of(version: ProcedureVersion) -> CompiledForm:
    """The compiled form; raises ``LookupError`` where the procedure has none."""
    return compiled(form_key(version))
