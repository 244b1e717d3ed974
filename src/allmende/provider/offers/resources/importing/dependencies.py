"""Dependencies from a list: columns resource_type, resource_number, needs_type, needs_number (needed); kind, note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from allmende.foundation import sql
from allmende.foundation.tables import Refusal, TableRow
from allmende.foundation.tenants.context import current_tenant_id

from ..models import Dependency, Resource
from . import reading
from .kind import Report
from .reading import LineError
from .writing import save_rows

_PART = 400


class DependenciesImport:
    """Which resource needs which; one that stands by hand or was found is left as it is."""

    key = "dependencies"
    required: Sequence[str] = ("resource_type", "resource_number", "needs_type", "needs_number")

    def use_columns(self, columns: Sequence[str]) -> None:
        """Every column may be there."""

    def write(self, rows: list[TableRow], report: Report) -> None:
        known = _find_resources(
            (row[f"{end}_type"], row[f"{end}_number"]) for row in rows for end in ("resource", "needs")
        )
        wanted: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows:
            try:
                ends = [self._end(row, end, known) for end in ("resource", "needs")]
                if ends[0] == ends[1]:
                    raise LineError(_("a resource cannot depend on itself"))
                kind = reading.words(row, "kind", longest=40) or "needs"
                note = reading.words(row, "note", longest=200)
            except LineError as error:
                report.refuse(
                    Refusal(row.line, str(error), f"{row['resource_number']} – {row['needs_number']}"[:80])
                )
                continue
            wanted[(*ends, kind)] = {"source": Dependency.Source.IMPORTED.value, "note": note}
        if not wanted:
            return
        done = save_rows(
            Dependency, ("resource_id", "needs_id", "kind"), wanted,
            by={"resource_id": {key[0] for key in wanted}}, keep=("source", "note"),
        )  # fmt: skip
        report.created += done.created
        report.updated += done.updated
        report.unchanged += done.unchanged

    def finish(self, report: Report) -> None:
        """Nothing waits."""

    def _end(self, row: TableRow, end: str, known: dict[tuple[str, str], UUID]) -> UUID:
        key = (row[f"{end}_type"], row[f"{end}_number"])
        if key not in known:
            raise LineError(
                _("there is no resource %(type)s %(number)s") % {"type": key[0][:40], "number": key[1][:80]}
            )
        return known[key]


def _find_resources(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    wanted, found = sorted(set(keys)), {}
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        types = sorted({type for type, _number in part})
        statement = (
            f"SELECT id, type, number FROM {Resource._meta.db_table} WHERE tenant_id = %s"  # noqa: S608
            f" AND type IN ({', '.join(['%s'] * len(types))}) AND number IN ({', '.join(['%s'] * len(part))})"
        )
        for pk, type, number in sql.rows(
            statement, [sql.key(current_tenant_id()), *types, *(n for _t, n in part)]
        ):
            found[(type, number)] = sql.to_uuid(pk)
    return found
