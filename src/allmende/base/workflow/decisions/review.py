"""Everything that an editor says beside a table while somebody works on it, faults and all."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..findings import Finding
from .as_feel import literal
from .checks import Gap, findings_of, gaps_of
from .compiled import Decisions
from .geometry import survey
from .kinds import Kind
from .reading import Read, read_parts
from .table import Formula
from .words import cell_in_words, value_in_words


@dataclass(frozen=True)
class Review:
    """``findings`` name the cell, rule, column or decision by its id; ``gaps`` are by decision.

    ``words``: what a cell was understood as, by its id, where that says more than its text. ``kinds``: of columns, by
    their id. ``decisions`` is None while something keeps them from deciding.
    """

    decisions: Decisions | None
    findings: list[Finding]
    gaps: dict[str, list[Gap]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether it cannot be published."""
        return any(finding.level == "error" for finding in self.findings)


def review(xml: str | bytes) -> Review:
    """Check a file table by table: one that is wrong does not keep the others from being checked."""
    read = read_parts(xml)
    made = Review(read.decisions, list(read.found), {}, _words(read), {})
    for decision, table in read.tables.items():
        report = survey(table)
        made.findings.extend(findings_of(table, decision, read.readers[decision].name, report))
        made.gaps[decision] = list(gaps_of(table, report))
    for reader in read.readers.values():
        made.kinds.update(reader.kinds)
    return made


def column_kinds(xml: str | bytes) -> dict[str, Kind]:
    """The kind of each column by its id, without checking anything."""
    return {key: kind for reader in read_parts(xml).readers.values() for key, kind in reader.kinds.items()}


def _words(read: Read) -> dict[str, str]:
    words: dict[str, str] = {}
    for reader in read.readers.values():
        for key, (cell, kind) in reader.cells.items():
            words[key] = cell_in_words(cell, kind) if cell.shape is not None else ""
        for key, formula in reader.answers.items():
            words[key] = _answer(formula)
    return words


def _answer(formula: Formula) -> str:
    """A constant as people write it, where FEEL writes it in another way."""
    if not formula.is_constant or formula.constant is None or isinstance(formula.constant, list | dict):
        return ""
    said = value_in_words(formula.constant)
    return (
        ""
        if said in (formula.text, literal(formula.constant)) and not isinstance(formula.constant, str)
        else said
    )
