"""What differs between two files of tables: decisions, columns, rules, cells, in words and beside the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .outline import Column, Row, Sheet, sheets
from .tree import parse


@dataclass(frozen=True)
class Change:
    """``place`` says where (rule 2, Euro); without ``before`` and ``after`` the place says it all."""

    place: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class MarkedRow:
    """A rule as it is afterwards (or was, where it is gone): for each column its heading, text and text before."""

    number: int
    what: str
    cells: list[tuple[str, str, str | None]]


@dataclass(frozen=True)
class Difference:
    """``what``: added, removed, changed. ``rows`` are all rules of a table whose rules or columns changed."""

    name: str
    what: str
    changes: list[Change] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[MarkedRow] = field(default_factory=list)


def compare(before: bytes, after: bytes) -> list[Difference]:
    """The decisions that differ, in the order of the newer file, those that are gone at the end."""
    old = {sheet.id: sheet for sheet in sheets(parse(before))}
    new = {sheet.id: sheet for sheet in sheets(parse(after))}
    found = []
    for key, sheet in new.items():
        if key not in old:
            found.append(Difference(sheet.name, "added"))
            continue
        changes = list(_changes(old[key], sheet))
        if changes:
            names = [column.label or _("Note") for column in sheet.columns]
            found.append(Difference(sheet.name, "changed", changes, names, _rows(old[key], sheet)))
    found += [Difference(sheet.name, "removed") for key, sheet in old.items() if key not in new]
    return found


def _changes(old: Sheet, new: Sheet) -> Iterator[Change]:
    about = [
        (_("Name"), old.name, new.name), (_("Question"), old.question, new.question),
        (_("How rules count"), _policy(old), _policy(new)), (_("Formula"), old.formula or "", new.formula or ""),
        (_("Needs"), ", ".join(sorted(old.requires)), ", ".join(sorted(new.requires))),
    ]  # fmt: skip
    yield from (Change(place, was, now) for place, was, now in about if was != now)
    yield from _column_changes(old, new)
    yield from _rule_changes(old, new)


def _policy(sheet: Sheet) -> str:
    return f"{sheet.policy} {sheet.aggregator}".strip() if sheet.is_table else ""


def _column_changes(old: Sheet, new: Sheet) -> Iterator[Change]:
    before = {_identity(column): column for column in old.columns}
    after = {_identity(column): column for column in new.columns}
    for key, column in after.items():
        was = before.get(key)
        if was is None:
            yield Change(_("New column “%(name)s”") % {"name": column.label or _("Note")})
            continue
        texts = [
            (_("heading"), was.label, column.label), (_("value"), was.expression, column.expression),
            (_("kind of values"), was.type_ref, column.type_ref),
            (_("values that may come"), was.allowed, column.allowed),
            (_("name"), was.name, column.name) if column.side == "out" else ("", "", ""),
            (_("answer where no rule matches"), was.default, column.default),
        ]  # fmt: skip
        place = _("Column “%(name)s”") % {"name": column.label or _("Note")}
        yield from (Change(f"{place}, {what}", a, b) for what, a, b in texts if a != b)
    for key, column in before.items():
        if key not in after:
            yield Change(_("Column “%(name)s” removed") % {"name": column.label or _("Note")})


def _identity(column: Column) -> str:
    return column.id or f"{column.side}{column.place}"


def _rule_changes(old: Sheet, new: Sheet) -> Iterator[Change]:
    before, after = {row.id: row for row in old.rows}, {row.id: row for row in new.rows}
    for row in new.rows:
        was = before.get(row.id)
        if was is None:
            yield Change(_("New rule %(number)s") % {"number": row.number}, "", _texts(row))
            continue
        texts = _by_column(was)
        for cell in row.cells:
            text = texts.get(_identity(cell.column))
            if text is not None and text != cell.text:
                place = _("rule %(number)s") % {"number": row.number}
                yield Change(f"{place}, {cell.column.label or _('Note')}", text, cell.text)
    for row in old.rows:
        if row.id not in after:
            yield Change(_("Rule %(number)s removed") % {"number": row.number}, _texts(row), "")
    stayed = [row.id for row in old.rows if row.id in after]
    if stayed != [row.id for row in new.rows if row.id in before]:
        yield Change(_("The rules stand in another order"))


def _texts(row: Row) -> str:
    return " | ".join(cell.text or "-" for cell in row.cells if cell.column.side in ("in", "out"))


def _by_column(row: Row) -> dict[str, str]:
    return {_identity(cell.column): cell.text for cell in row.cells}


def _rows(old: Sheet, new: Sheet) -> list[MarkedRow]:
    before, after = {row.id: row for row in old.rows}, {row.id for row in new.rows}
    marked = []
    for row in new.rows:
        was = _by_column(before[row.id]) if row.id in before else None
        cells = []
        for cell in row.cells:
            text = was.get(_identity(cell.column)) if was is not None else None
            cells.append((cell.column.label or _("Note"), cell.text, text if text != cell.text else None))
        changed = any(before_ is not None for _label, _now, before_ in cells)
        marked.append(MarkedRow(row.number, "added" if was is None else "changed" if changed else "", cells))
    for row in old.rows:
        if row.id not in after:
            texts = _by_column(row)
            cells = [(c.label or _("Note"), texts.get(_identity(c), ""), None) for c in new.columns]
            marked.append(MarkedRow(row.number, "removed", cells))
    return marked
