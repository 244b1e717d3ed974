"""Institutions from a list: columns number, kind, name (needed); school_type, body, street, postcode, city, land,
users."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from allmende.foundation.tables import Refusal, TableRow
from allmende.provider.offers.models import Institution
from allmende.provider.offers.queries import portions

from . import reading
from .kind import Report
from .reading import LineError
from .writing import save_rows, stored_ids

_LONGEST = {"school_type": 60, "street": 160, "postcode": 10, "city": 120, "land": 2}


class CustomersImport:
    """Institutions by number; ``body`` is the number of the school body, which may stand further below."""

    key = "customers"
    required: Sequence[str] = ("number", "kind", "name")

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._waiting: list[tuple[int, str, str]] = []
        self._columns: set[str] = set()

    def use_columns(self, columns: Sequence[str]) -> None:
        self._columns = set(columns)

    def write(self, rows: list[TableRow], report: Report) -> None:
        wanted: dict[tuple[Any, ...], dict[str, Any]] = {}
        bodies = _bodies(row["body"] for row in rows if row["body"])
        for row in rows:
            try:
                values = self._read(row)
            except LineError as error:
                report.refuse(Refusal(row.line, str(error), row["number"][:80]))
                continue
            if "body" in self._columns:
                values["body_id"] = bodies.get(row["body"])
                if row["body"] and values["body_id"] is None:
                    self._waiting.append((row.line, values["number"], row["body"]))
            wanted[(values.pop("number"),)] = values
        done = save_rows(Institution, ("number",), wanted, by={"number": [key[0] for key in wanted]})
        report.created += done.created
        report.updated += done.updated
        report.unchanged += done.unchanged

    def finish(self, report: Report) -> None:
        """Schools whose body stood below them get it now."""
        schools = stored_ids(Institution, "number", (number for _line, number, _body in self._waiting))
        bodies = _bodies(body for _line, _number, body in self._waiting)
        given: dict[Any, list[Any]] = {}
        for line, number, body in self._waiting:
            if body in bodies:
                given.setdefault(bodies[body], []).append(schools[number])
            else:
                reason = _("the school body %(number)s is not known; the rest of the line was used")
                report.refuse(Refusal(line, reason % {"number": body[:40]}, number))
        for key, its in given.items():
            for some in portions(its):
                Institution.objects.filter(pk__in=some).update(body_id=key)

    def _read(self, row: TableRow) -> dict[str, Any]:
        number = reading.words(row, "number", longest=40, needed=True)
        if hash(number) in self._seen:
            raise LineError(_("the number %(number)s stands further above already") % {"number": number})
        values: dict[str, Any] = {
            "number": number,
            "kind": reading.choice(row, "kind", Institution.Kind),
            "name": reading.words(row, "name", longest=200, needed=True),
        }
        for column, longest in _LONGEST.items():
            if column in self._columns:
                values[column] = reading.words(row, column, longest=longest)
        if values["kind"] == Institution.Kind.BODY and row["body"]:
            raise LineError(_("a school body is not run by another one"))
        if "land" in values:
            values["land"] = values["land"].upper() or "BW"
        if "users" in self._columns:
            values["users"] = reading.whole(row, "users")
        self._seen.add(hash(number))
        return values


def _bodies(numbers: Iterable[str]) -> dict[str, UUID]:
    """Number → key of the school bodies among these: nobody else runs schools."""
    return stored_ids(Institution, "number", numbers, kind=[Institution.Kind.BODY.value])
