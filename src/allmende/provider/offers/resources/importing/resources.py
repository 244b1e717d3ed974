"""Resources from a list: columns type, number (needed); name, institution, offer, variant, state, since,
contract_until.

What the type's schema asks for stands in columns of the fields' names, or in one column ``fields`` as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from allmende.foundation.tables import Refusal, TableRow
from allmende.provider.offers.models import Institution, Variant

from ..fields import FieldsRefusedError, read_fields
from ..models import Resource
from ..types import resource_types
from . import reading
from .kind import Report
from .reading import LineError
from .writing import save_rows, stored_ids

_OWN = frozenset(
    {
        "type",
        "number",
        "name",
        "institution",
        "offer",
        "variant",
        "state",
        "since",
        "contract_until",
        "fields",
    }
)


class ResourcesImport:
    """Resources by type and number."""

    key = "resources"
    required: Sequence[str] = ("type", "number")

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._columns: frozenset[str] = frozenset()
        self._variants: dict[tuple[str, str], UUID] = {}

    def use_columns(self, columns: Sequence[str]) -> None:
        self._columns = frozenset(columns)
        rows = Variant.objects.order_by("offer__key", "order", "key").values_list("offer__key", "key", "pk")
        for offer, key, pk in rows:
            self._variants[(offer, key)] = pk
            self._variants.setdefault((offer, ""), pk)

    def write(self, rows: list[TableRow], report: Report) -> None:
        institutions = stored_ids(
            Institution, "number", {row["institution"] for row in rows if row["institution"]}
        )
        wanted: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows:
            try:
                key, values = self._read(row, institutions)
            except (LineError, FieldsRefusedError) as error:
                report.refuse(Refusal(row.line, str(error), f"{row['type']} {row['number']}"[:80]))
            else:
                wanted[key] = values
        if not wanted:
            return
        by = {"type": {key[0] for key in wanted}, "number": {key[1] for key in wanted}}
        done = save_rows(Resource, ("type", "number"), wanted, by=by)
        report.created += done.created
        report.updated += done.updated
        report.unchanged += done.unchanged

    def finish(self, report: Report) -> None:
        """Nothing waits."""

    def _read(self, row: TableRow, institutions: dict[Any, UUID]) -> tuple[tuple[str, str], dict[str, Any]]:
        key = self._key(row)
        type = resource_types[key[0]]
        fields = read_fields(type, self._fields(row, frozenset(type.schema.model_fields)))
        name = reading.words(row, "name", longest=253)
        values: dict[str, Any] = {
            "name": name or type.name_of(key[1], fields),
            "fields": fields,
        }
        if "institution" in self._columns:
            values["institution_id"] = institutions.get(row["institution"])
            if row["institution"] and values["institution_id"] is None:
                raise LineError(
                    _("the institution %(number)s is not known") % {"number": row["institution"][:40]}
                )
        if "offer" in self._columns:
            values["variant_id"] = self._variant(row)
        if "state" in self._columns:
            values["state"] = reading.choice(row, "state", Resource.State, default=Resource.State.ACTIVE)
        for column in ("since", "contract_until"):
            if column in self._columns:
                values[column] = reading.day(row, column)
        self._seen.add(hash(key))
        return key, values

    def _key(self, row: TableRow) -> tuple[str, str]:
        if row["type"] not in resource_types:
            known = ", ".join(sorted(type.key for type in resource_types))
            raise LineError(
                _("there is no type “%(type)s”; known: %(known)s")
                % {"type": row["type"][:40], "known": known}
            )
        key = (row["type"], reading.words(row, "number", longest=120, needed=True))
        if hash(key) in self._seen:
            raise LineError(_("the number %(number)s stands further above already") % {"number": key[1]})
        return key

    def _variant(self, row: TableRow) -> UUID | None:
        if not row["offer"]:
            return None
        found = self._variants.get((row["offer"], row["variant"]))
        if found is None:
            raise LineError(
                _("there is no offer “%(offer)s” with the variant “%(variant)s”")
                % {"offer": row["offer"][:40], "variant": row["variant"][:40]}
            )
        return found

    def _fields(self, row: TableRow, schema: frozenset[str]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        if row["fields"]:
            try:
                given = json.loads(row["fields"])
            except (ValueError, RecursionError):
                given = {}
            if not isinstance(given, dict) or not given:
                raise LineError(_("the column fields is no JSON object"))
        columns = (self._columns - _OWN) & schema
        return given | {name: row[name] for name in columns if row[name]}
