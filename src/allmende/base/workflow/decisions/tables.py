"""From a DMN ``decisionTable`` to a table that decides; every finding names its rule and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from allmende.foundation.files.hardened_xml import child, children, text_of

from ..findings import Finding
from .cells import CellError, Scope, constants_of, listed, make_cell, read_formula, read_tests
from .feel import Tests, identifier
from .kinds import Kind, as_json, coerced, kind_of_constants
from .shapes import EVERYTHING, Shape, shape_of
from .table import Cell, Formula, HitPolicy, Input, Output, Rule, Table
from .types import Types

_AGGREGATORS = frozenset({"", "SUM", "MIN", "MAX", "COUNT"})
MOST_RULES = 20_000


@dataclass
class TableReader:
    """Reads one table; ``found`` holds what stands in its way.

    ``cells``, ``answers`` and ``kinds`` (of columns) hold by id what could be read, also where the table cannot.
    """

    element: Element
    name: str
    decision: str
    types: Types
    scope: Scope
    language: str
    found: list[Finding] = field(default_factory=list)
    cells: dict[str, tuple[Cell, Kind]] = field(default_factory=dict)
    answers: dict[str, Formula] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)

    def read(self) -> Table | None:
        """The table, or None where something in it cannot be run."""
        columns = children(self.element, "input")
        outputs = [
            self._output(number, each) for number, each in enumerate(children(self.element, "output"), 1)
        ]
        rules = children(self.element, "rule")
        if not outputs:
            self._error(self.element, _("The table has no output."))
        if len(rules) > MOST_RULES:
            self._error(self.element, _("The table has more than %(most)s rules.") % {"most": MOST_RULES})
            return None
        entries = [
            self._entries(number, rule, len(columns), len(outputs)) for number, rule in enumerate(rules, 1)
        ]
        if self.found:
            return None
        inputs: list[Input] = []
        cells: list[list[Cell]] = []
        for number, column in enumerate(columns):
            read = self._column(column, [entry[0][number] for entry in entries])
            inputs.append(read[0])
            cells.append(read[1])
        made = [
            Rule(
                number, rule.get("id", ""), tuple(column[number - 1] for column in cells if len(column) >= number),
                tuple(self._answer(number, text, output) for text, output in zip(entry[1], outputs, strict=True)),
                _note(rule),
            )
            for number, (rule, entry) in enumerate(zip(rules, entries, strict=True), 1)
        ]  # fmt: skip
        policy, aggregator = self._policy(outputs)
        if self.found or policy is None:
            return None
        return Table.of(self.element.get("id", ""), policy, aggregator, inputs, outputs, made)

    def _policy(self, outputs: list[Output]) -> tuple[HitPolicy | None, str]:
        text = self.element.get("hitPolicy") or "UNIQUE"
        aggregator = self.element.get("aggregation", "")
        try:
            policy = HitPolicy(text.upper().replace("_", " "))
        except ValueError:
            self._error(self.element, _("There is no hit policy “%(name)s”.") % {"name": text})
            return None, ""
        if aggregator not in _AGGREGATORS:
            self._error(self.element, _("There is no way “%(name)s” to collect.") % {"name": aggregator})
        if policy is not HitPolicy.COLLECT:
            aggregator = ""
        if aggregator and len(outputs) > 1:
            self._error(self.element, _("A table that adds up or counts has one output."))
        if aggregator == "SUM" and any(o.kind not in (Kind.NUMBER, Kind.INTEGER, Kind.ANY) for o in outputs):
            self._error(self.element, _("Only numbers can be added up."))
        ordered = policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        if ordered and not any(output.order for output in outputs):
            self._error(
                self.element,
                _("The order of the answers is missing: list the output's values, the first one first."),
            )
        return policy, aggregator

    def _entries(
        self, number: int, rule: Element, inputs: int, outputs: int
    ) -> tuple[list[Element], list[Element]]:
        asked, answers = children(rule, "inputEntry"), children(rule, "outputEntry")
        if len(asked) != inputs or len(answers) != outputs:
            self._error(rule, _("The rule does not have a cell for each column."), number)
        return asked, answers

    # -- inputs

    def _column(self, element: Element, entries: list[Element]) -> tuple[Input, list[Cell]]:
        expression = child(element, "inputExpression")
        text = text_of(expression, "text")
        type_ref = expression.get("typeRef", "") if expression is not None else ""
        label = " ".join((element.get("label") or text).split())
        formula = Formula(text)
        try:
            if not text:
                raise CellError(_("The input “%(label)s” does not say what it looks at.") % {"label": label})
            formula = read_formula(text, self._language(expression), self.scope)
        except CellError as error:
            self._error(element, str(error), column=label)
        variables = (
            value for name, value in element.attrib.items() if name.rpartition("}")[2] == "inputVariable"
        )
        scope = self.scope.with_value("cellInput", *variables)
        tests = [self._tests(number, entry, label, scope) for number, entry in enumerate(entries, 1)]
        kind = self.types.kind(type_ref) or kind_of_constants([c for one in tests for c in constants_of(one)])
        self.kinds[element.get("id", "")] = kind
        allowed = self._allowed(element, type_ref, kind, label)
        cells = []
        for number, (entry, one) in enumerate(zip(entries, tests, strict=True), 1):
            try:
                cell = make_cell(entry.get("id", ""), text_of(entry, "text"), one, kind, scope)
                cells.append(cell)
                self.cells[cell.id] = cell, kind
            except CellError as error:
                self._error(entry, str(error), number, label)
        return Input(element.get("id", ""), label, formula, kind, allowed), cells

    def _tests(self, number: int, entry: Element, label: str, scope: Scope) -> Tests:
        try:
            return read_tests(text_of(entry, "text"), self._language(entry), scope)
        except CellError as error:
            self._error(entry, str(error), number, label)
            return Tests()

    def _allowed(self, element: Element, type_ref: str, kind: Kind, label: str) -> Shape:
        values = child(element, "inputValues")
        text = text_of(values, "text") or self.types.allowed(type_ref)
        try:
            return shape_of(read_tests(text, "", self.scope), kind) or EVERYTHING
        except (CellError, ValueError) as error:
            self._error(element, str(error), column=label)
            return EVERYTHING

    # -- outputs

    def _output(self, number: int, element: Element) -> Output:
        label = " ".join((element.get("label") or element.get("name") or self.name).split())
        type_ref = element.get("typeRef", "")
        kind = self.types.kind(type_ref) or Kind.ANY
        values, default = child(element, "outputValues"), child(element, "defaultOutputEntry")
        order: tuple[Any, ...] = ()
        formula: Formula | None = None
        try:
            text = text_of(values, "text") or self.types.allowed(type_ref)
            given = listed(read_tests(text, "", self.scope))  # lists of values are written alike everywhere
            order = tuple(as_json(coerced(value, kind)) for value in given)
            if default is not None and text_of(default, "text"):
                formula = read_formula(text_of(default, "text"), self._language(default), self.scope, kind)
        except (CellError, ValueError) as error:
            self._error(element, str(error), column=label)
        self.kinds[element.get("id", "")] = kind
        name = identifier(element.get("name") or element.get("label") or f"output_{number}")
        return Output(element.get("id", ""), name, label, kind, order, formula)

    def _answer(self, number: int, entry: Element, output: Output) -> Formula:
        try:
            formula = read_formula(text_of(entry, "text"), self._language(entry), self.scope, output.kind)
        except CellError as error:
            self._error(entry, str(error), number, output.label)
            return Formula("")
        self.answers[entry.get("id", "")] = formula
        if (
            formula.is_constant
            and output.order
            and formula.constant is not None
            and formula.constant not in output.order
        ):
            text = _("%(value)s is none of the values that the column lists.")
            self._error(entry, text % {"value": formula.text}, number, output.label)
        return formula

    # -- findings

    def _language(self, element: Element | None) -> str:
        own = element.get("expressionLanguage") if element is not None else ""
        return own or self.language

    def _error(self, element: Element, message: str, rule: int = 0, column: str = "") -> None:
        place = place_in_words(self.name, rule, column)
        self.found.append(Finding(element.get("id") or self.decision, place, message))


def place_in_words(table: str, rule: int = 0, column: str = "") -> str:
    """``Hundesteuer, rule 3, Rasse``."""
    parts = [table]
    if rule:
        parts.append(_("rule %(number)s") % {"number": rule})
    if column:
        parts.append(column)
    return ", ".join(parts)


def _note(rule: Element) -> str:
    """What the authors wrote beside the rule."""
    notes = [
        text_of(rule, "description"),
        *(text_of(each, "text") for each in children(rule, "annotationEntry")),
    ]
    return " ".join(" ".join(note for note in notes if note).split())
