"""The address register as a table: which rows can be used, and what they say."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.foundation.tables import Refusal, TableRow

from .coordinates import CoordinateError, read_position
from .entries import Entry
from .folding import fold_street, split_number

COLUMNS = ("street_key", "street", "number", "easting_zone32", "northing")


class RowError(ValueError):
    """A row cannot be used; the message says why."""


def read_entries(rows: Iterable[TableRow | Refusal]) -> tuple[list[Entry], list[Refusal]]:
    """The usable entries in order, and a refusal with line and reason for every other row."""
    entries: list[Entry] = []
    refused: list[Refusal] = []
    seen: dict[tuple[str, int, str], int] = {}
    for row in rows:
        if isinstance(row, Refusal):
            refused.append(row)
            continue
        text = f"{row['street']} {row['number']} {row['suffix']}".strip()[:80]
        try:
            entry = _entry(row)
            if entry.identity in seen:
                raise RowError(f"is the same house number as line {seen[entry.identity]}")
        except (RowError, CoordinateError) as error:
            refused.append(Refusal(row.line, str(error), text))
        else:
            seen[entry.identity] = row.line
            entries.append(entry)
    return entries, refused


def _entry(row: TableRow) -> Entry:
    street = " ".join(row["street"].split())
    if not street or len(street) > 120 or not fold_street(street):
        raise RowError("has no name of a street" if not street else "has a street name that cannot be used")
    if not row["street_key"] or len(row["street_key"]) > 20:
        raise RowError("has no street key of 1 to 20 characters")
    parts = split_number(f"{row['number']} {row['suffix']}")
    if parts is None or len(parts[1]) > 10:
        raise RowError(f"has no house number that can be read ({row['number'][:20]!r})")
    x, y = read_position(row["easting_zone32"], row["northing"])
    return Entry(row["street_key"], street, parts[0], parts[1], row["postcode"][:10], x, y)
