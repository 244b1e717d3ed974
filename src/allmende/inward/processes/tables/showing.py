"""A file as its pages show it: each cell with its words and what is wrong with it, each table with its checks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.checks import Gap
from allmende.base.workflow.decisions.kinds import Kind
from allmende.base.workflow.decisions.review import Review, review
from allmende.base.workflow.decisions.table import kind_label
from allmende.base.workflow.decisions.words import value_in_words
from allmende.base.workflow.findings import Finding

from ..wording import Labels
from .dmn.outline import Column, Row, Sheet, sheets
from .dmn.tree import as_bytes, parse

#: ``param.<key>`` → (what the procedure says of it, its value).
Values = Mapping[str, tuple[Any, Any]]


_TEXT = re.compile(r'"([^"\\]*)"')


@dataclass(frozen=True)
class Known:
    """What the procedure knows of the values that tables read: its parameters, the labels of its form."""

    values: Values = field(default_factory=dict)
    labels: Labels = field(default_factory=Labels)


@dataclass(frozen=True)
class ShownCell:
    """``typed`` stands in the field, ``said`` is what readers see, ``words`` the note below the field."""

    key: str
    typed: str
    said: str
    words: str
    problems: list[str]
    column: Column

    @property
    def lines(self) -> int:
        """How many lines its field has."""
        return min(5, max(1, -(-len(self.typed) // 22)))


@dataclass(frozen=True)
class ShownRow:
    id: str
    number: int
    cells: list[ShownCell]
    findings: list[Finding]
    hit: bool = False


@dataclass(frozen=True)
class ShownColumn:
    column: Column
    kind: str
    problems: list[str]


@dataclass(frozen=True)
class ShownSheet:
    """``findings`` are those of the table as a whole; ``needs`` and ``needed_by`` are (id, name) of other decisions."""

    sheet: Sheet
    columns: list[ShownColumn]
    rows: list[ShownRow]
    findings: list[Finding]
    gaps: list[Gap]
    needs: list[tuple[str, str]]
    needed_by: list[tuple[str, str]]
    problems: int

    @property
    def policy(self) -> str:
        """How its rules count, in a sentence."""
        said = policies().get(self.sheet.policy, self.sheet.policy)
        made = dict(aggregators()).get(self.sheet.aggregator, "") if self.sheet.policy == "COLLECT" else ""
        return f"{said}: {made}" if made else said


@dataclass(frozen=True)
class Shown:
    """``findings`` are those of the file as a whole; ``placed`` all of them, with the end of the editor's address."""

    review: Review
    sheets: list[ShownSheet]
    findings: list[Finding] = field(default_factory=list)
    placed: list[tuple[Finding, str]] = field(default_factory=list)


def policies() -> dict[str, str]:
    """How the rules of a table count (hit policies), in sentences."""
    return {
        "UNIQUE": _("Exactly one rule matches"), "FIRST": _("The first rule that matches counts"),
        "ANY": _("Several rules may match, if they answer the same"),
        "PRIORITY": _("Of the rules that match, the answer listed first counts"),
        "COLLECT": _("The answers of all rules that match are collected"),
        "RULE ORDER": _("All answers, in the order of the rules"),
        "OUTPUT ORDER": _("All answers, in the order in which the answers are listed"),
    }  # fmt: skip


def aggregators() -> list[tuple[str, str]]:
    """What is made of collected answers."""
    return [
        ("", _("listed")), ("SUM", _("added up")), ("MIN", _("the smallest one")), ("MAX", _("the largest one")),
        ("COUNT", _("counted")),
    ]  # fmt: skip


def show(
    content: bytes, *, known: Known | None = None, typed: Mapping[str, str] | None = None,
    only: str = "", first: int = 0, last: int | None = None,
) -> Shown:  # fmt: skip
    """What the pages show. ``typed``: texts of cells that were not saved; ``only``: the one decision to be shown with
    its rows ``first`` to ``last``, the others without any.
    """
    root, known = parse(content), known or Known()
    found = review(as_bytes(root))
    told: dict[str, list[Finding]] = {}
    for finding in found.findings:
        told.setdefault(finding.element, []).append(finding)
    every = sheets(root)
    names = {sheet.id: sheet.name for sheet in every}
    shown = []
    for sheet in every:
        rows = () if only and sheet.id != only else sheet.rows[first:last] if only else sheet.rows
        elements = [sheet.id, sheet.table, *(row.id for row in sheet.rows), *(c.id for c in sheet.columns)]
        elements += [cell.id for row in sheet.rows for cell in row.cells]
        wrong = {key for key in elements if any(f.level == "error" for f in told.get(key, []))}
        shown.append(
            ShownSheet(
                sheet, [_column(column, found, told) for column in sheet.columns],
                [_row(row, found, told, typed or {}, known) for row in rows],
                [*told.get(sheet.id, []), *(told.get(sheet.table, []) if sheet.table else [])],
                found.gaps.get(sheet.id, []), [(key, names[key]) for key in sheet.requires if key in names],
                [(other.id, other.name) for other in every if sheet.id in other.requires], len(wrong - {""}),
            )
        )  # fmt: skip
    places = {key: place for sheet in every for key, place in _places(sheet)}
    rest = [finding for finding in found.findings if finding.element not in places]
    return Shown(found, shown, rest, [(one, places.get(one.element, "")) for one in found.findings])


def with_hits(shown: Shown, hits: Collection[str]) -> Shown:
    """The same with the rules marked that match, each as ``decision:number``."""
    marked = []
    for entry in shown.sheets:
        rows = [replace(row, hit=f"{entry.sheet.id}:{row.number}" in hits) for row in entry.rows]
        marked.append(replace(entry, rows=rows))
    return replace(shown, sheets=marked)


def _places(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The id of each part of a decision, and the end of the address at which the editor shows it."""
    table = f"?tabelle={quote(sheet.id)}"
    yield from ((key, table) for key in (sheet.id, sheet.table, *(c.id for c in sheet.columns)) if key)
    for row in sheet.rows:
        place = f"{table}&ab={row.number}#regel-{quote(row.id)}"
        yield from ((key, place) for key in (row.id, *(cell.id for cell in row.cells)) if key)


def _column(column: Column, found: Review, told: Mapping[str, list[Finding]]) -> ShownColumn:
    kind = found.kinds.get(column.id)
    known = kind is not None and kind is not Kind.ANY
    return ShownColumn(
        column,
        kind_label(kind) if known and kind is not None else "",
        [finding.message for finding in told.get(column.id, [])] if column.id else [],
    )


def _row(
    row: Row,
    found: Review,
    told: Mapping[str, list[Finding]],
    typed: Mapping[str, str],
    known: Known,
) -> ShownRow:
    cells = []
    for cell in row.cells:
        text = typed.get(cell.key, cell.text)
        words = found.words.get(cell.id, "") if cell.id and text == cell.text else ""
        if words and cell.column.side == "in":
            words = _labelled(words, text, cell.column.expression, known.labels)
        if cell.column.side == "out" and cell.text in known.values:
            words = _parameter(known.values[cell.text])
        if cell.column.side == "out" and not text:
            words = _("no answer")
        said = words or text
        if cell.column.side == "in" and text in ("", "-"):
            said, words = _("any value"), ""
        problems = [finding.message for finding in told.get(cell.id, [])] if cell.id else []
        shown = "" if words in (text, f"{text}") or _plain(text) == words else words
        cells.append(ShownCell(cell.key, text, said, shown, problems, cell.column))
    return ShownRow(row.id, row.number, cells, told.get(row.id, []))


def _labelled(words: str, text: str, name: str, labels: Labels) -> str:
    """What the form calls the texts of a cell: ``keine Ermäßigung`` for ``"none"``; else all of them as they are."""
    found = _TEXT.findall(text)
    rest = _TEXT.sub("", text).replace(",", "").replace(" ", "")
    if not found or rest not in ("", "not()"):
        return words
    said = ", ".join(labels.value(name, each) or each for each in found)
    return said if not rest else _("anything but %(values)s") % {"values": said}


def _plain(text: str) -> str:
    """A text without its quotation marks: then there is nothing to be said in other words."""
    return text.replace('"', "")


def _parameter(known: tuple[Any, Any]) -> str:
    """``Steuer für den ersten Hund: 96,00``."""
    declared, value = known
    return f"{declared.label}: {money(value) if declared.type == 'money' else value_in_words(value)}"


def money(value: Any) -> str:
    """An amount with its unit."""
    from django.utils import formats

    return f"{formats.number_format(value, decimal_pos=2, force_grouping=True)} €"
