"""What of procedures points at the directory or names its offices, in words for its editors."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from allmende.base.directory.models import Unit
from allmende.base.directory.uses import NamedUse, Row, Use, named_uses, uses
from allmende.base.workflow.queries import units_named

from .models import Procedure

uses.register(
    Use("procedures.procedure", ngettext_lazy("%(number)s procedure", "%(number)s procedures", "number"))
)


def _naming(row: Row) -> list[str]:
    """The procedures whose process or parameters name an office by its key."""
    if not isinstance(row, Unit):
        return []
    current = Procedure.objects.filter(current__isnull=False).select_related("current__process_version")
    return [
        _("named in the procedure “%(name)s”") % {"name": procedure.name}
        for procedure in current
        if row.key in _names(procedure)
    ]


def _names(procedure: Procedure) -> set[str]:
    version = procedure.current
    if version is None:
        return set()
    own = {str(value) for value in version.parameters.values() if isinstance(value, str)}
    return own | (units_named(version.process_version) if version.process_version else set())


named_uses.register(NamedUse("procedures", _naming))
