"""What can be said about decision tables before they decide: what they cannot run, their gaps and overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..findings import Finding
from .as_feel import region_in_feel
from .compiled import Decision, Decisions
from .findings import DecisionRefusedError
from .geometry import Overlap, Region, Survey, survey
from .kinds import Kind
from .reading import read_decisions
from .samples import OTHER, whole_number_in
from .table import HitPolicy, Rule, Table
from .tables import place_in_words
from .words import stretches_in_words, value_in_words

__all__ = ["DecisionRefusedError", "check_decision", "compile_and_check"]

_MOST = 10


def check_decision(xml: str) -> list[Finding]:
    """All findings of a DMN file; an empty list, or warnings only, means that it can be published.

    Errors: what is not run, and two rules that match together where only one may or where they contradict each
    other. Warnings: inputs for which no rule matches, and rules that never count. Each has an example.
    """
    return compile_and_check(xml)[1]


def compile_and_check(xml: str) -> tuple[Decisions | None, list[Finding]]:
    """The decisions (None where they cannot be published) and all findings."""
    decisions, found = read_decisions(xml)
    if decisions is None:
        return None, found
    for decision in decisions.decisions.values():
        if isinstance(decision.logic, Table):
            found += _all_findings(decision, decision.logic)
    errors = any(finding.level == "error" for finding in found)
    return (None if errors else decisions), found


def _all_findings(decision: Decision, table: Table) -> list[Finding]:
    report = survey(table)
    rest = list(findings_of(table, decision.id, decision.name, report))
    gaps = [
        Finding(table.id or decision.id, decision.name, gap.text, "warning") for gap in gaps_of(table, report)
    ]
    errors = [finding for finding in rest if finding.level == "error"]
    return [*errors, *gaps, *(finding for finding in rest if finding.level != "error")]


@dataclass(frozen=True)
class Gap:
    """Inputs for which no rule matches: a sentence, and the cells (FEEL) of a rule that would take them.

    Where only whole numbers are taken, ``column`` is the id of the input to be given the type integer, and there are
    no cells.
    """

    text: str
    cells: tuple[str, ...] = ()
    column: str = ""


def findings_of(table: Table, decision: str, name: str, report: Survey) -> Iterator[Finding]:
    """What the geometry of a table says but for its gaps: overlaps, rules that never count, how far it was checked."""
    key = table.id or decision
    for overlap in report.overlaps[:_MOST]:
        yield Finding(
            overlap.second.id or key, _place(name, overlap.second), _overlap_in_words(table, overlap)
        )
    for rule in table.rules:
        if rule.answers and not any(answer.text for answer in rule.answers):
            yield Finding(rule.id or key, _place(name, rule), _("This rule gives no answer."), "warning")
    for rule in report.hidden:
        text = _("This rule never counts: the rules before it take everything that it would take.")
        yield Finding(rule.id or key, _place(name, rule), text, "warning")
    if report.unknown:
        columns = ", ".join(table.inputs[number].label for number in report.unknown)
        text = _("Gaps and overlaps are found only in part, because of formulas in: %(columns)s.")
        yield Finding(key, name, text % {"columns": columns}, "warning")
    if report.cut:
        yield Finding(key, name, _("The table is so large that not all of it was checked."), "warning")


def _place(name: str, rule: Rule) -> str:
    return place_in_words(name, rule.number)


def gaps_of(table: Table, report: Survey) -> Iterator[Gap]:
    """Each gap, unless the table has a default; those between two whole numbers are said once for each column."""
    if any(output.default is not None for output in table.outputs):
        return
    between: dict[int, str] = {}
    whole = []
    for gap in report.gaps:
        column = _only_between_whole_numbers(table, gap)
        if column is None:
            whole.append(gap)
        else:
            between.setdefault(column, value_in_words(gap.example[column]))
    every = [tuple(axis.stretches()) for axis in table.axes] if whole else []
    for gap in whole[:_MOST]:
        text = _("No rule matches for %(region)s. Example: %(example)s.")
        said = text % {"region": _region(table, gap), "example": _example(table, gap)}
        yield Gap(said, region_in_feel(table, gap, every))
    for number, example in between.items():
        text = _(
            "“%(column)s” has gaps between whole numbers, for example at %(example)s. Where only whole numbers come, "
            "give the column the type integer."
        )
        column_ = table.inputs[number]
        yield Gap(text % {"column": column_.label, "example": example}, column=column_.id)


def _only_between_whole_numbers(table: Table, gap: Region) -> int | None:
    """The column in which the gap has no whole number, or None."""
    for number, (column, stretches) in enumerate(zip(table.inputs, gap.stretches, strict=True)):
        if (
            column.kind is Kind.NUMBER
            and stretches
            and all(
                part.span is not None
                and not part.span.is_point
                and not whole_number_in(part.span)
                and part.span.low == int(part.span.low)
                for part in stretches
            )
        ):
            return number
    return None


def _overlap_in_words(table: Table, overlap: Overlap) -> str:
    values = {
        "one": overlap.first.number, "other": overlap.second.number,
        "region": _region(table, overlap.region), "example": _example(table, overlap.region),
    }  # fmt: skip
    if table.hit_policy is HitPolicy.ANY:
        text = _(
            "The rules %(one)s and %(other)s answer differently, but both match for %(region)s. Example: %(example)s."
        )
    else:
        text = _("The rules %(one)s and %(other)s both match for %(region)s. Example: %(example)s.")
    return text % values


def _region(table: Table, region: Region) -> str:
    parts = [
        f"{column.label}: {stretches_in_words(stretches, column.kind)}"
        for column, stretches in zip(table.inputs, region.stretches, strict=True)
        if stretches
    ]
    return "; ".join(parts) or _("any input")


def _example(table: Table, region: Region) -> str:
    # The text stands by itself: makemessages sees none inside of an f-string.
    other = _("another value")
    return "; ".join(
        f"{column.label} = {other if value is OTHER else value_in_words(value)}"
        for column, value in zip(table.inputs, region.example, strict=True)
    )
