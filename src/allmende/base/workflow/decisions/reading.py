"""From DMN XML to decisions that decide: what is not run is a finding, never a surprise later.

Read are DMN 1.1 to 1.5 by the local names of their elements; the text itself is what is kept and exported, so
layout, other tools' extensions and documentation stay as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from allmende.foundation.files.hardened_xml import XmlRefusedError, child, children, local, parse_xml, text_of

from ..findings import Finding
from .cells import CellError, Scope, alias_names, is_path, read_formula
from .compiled import Decision, Decisions
from .feel import identifier
from .kinds import Kind
from .table import Formula, Table
from .tables import TableReader
from .types import Types

MAX_BYTES = 10_000_000
_SPACE = "omg.org/spec/DMN/"
_LOGIC = frozenset({
    "decisionTable", "literalExpression", "context", "invocation", "relation", "list", "functionDefinition",
    "conditional", "for", "every", "some", "filter",
})  # fmt: skip


def read_decisions(xml: str | bytes) -> tuple[Decisions | None, list[Finding]]:
    """The decisions of a DMN file (None where they cannot be run) and what was found in reading."""
    read = read_parts(xml)
    return read.decisions, read.found


@dataclass(frozen=True)
class Read:
    """A DMN file as far as it can be read: ``decisions`` is None where it cannot be run as a whole.

    ``tables`` and ``readers`` are by decision id: the tables that stand for themselves, and what was understood of
    each, cell by cell.
    """

    decisions: Decisions | None
    found: list[Finding]
    tables: dict[str, Table] = field(default_factory=dict)
    readers: dict[str, TableReader] = field(default_factory=dict)


def read_parts(xml: str | bytes) -> Read:
    """The same with what can be read of a file that has faults: an editor shows it beside them."""
    try:
        root = parse_xml(xml, max_bytes=MAX_BYTES)
    except XmlRefusedError as error:
        return Read(None, [Finding("", "", str(error))])
    if local(root) != "definitions" or _SPACE not in str(root.tag):
        return Read(None, [Finding("", "", _("This file is not DMN."))])
    reader = _Reader(root)
    decisions = reader.read()
    errors = any(finding.level == "error" for finding in reader.found)
    return Read(None if errors else decisions, reader.found, reader.tables, reader.readers)


@dataclass
class _Reader:
    root: Element
    found: list[Finding] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    readers: dict[str, TableReader] = field(default_factory=dict)

    def read(self) -> Decisions | None:
        elements = {_id(element): element for element in children(self.root, "decision")}
        if not elements:
            self._error(self.root, _("There is no decision in this file."))
            return None
        self.language = self.root.get("expressionLanguage", "")
        self.types = Types(self.root)
        variables = {key: _variable(element) for key, element in elements.items()}
        inputs = [_variable(element) for element in children(self.root, "inputData")]
        self.scope = Scope(
            {name: name if is_path(name) else identifier(name) for name in (*inputs, *variables.values())}
        )
        decisions: dict[str, Decision] = {}
        for key, element in elements.items():
            decision = self._decision(key, element, elements)
            if decision is not None:
                decisions[key] = decision
        if any(finding.level == "error" for finding in self.found):
            return None
        order = self._order(decisions)
        if order is None:
            return None
        needed = {key for decision in decisions.values() for key in decision.requires}
        own = {decision.variable for decision in decisions.values()} | {"value"}
        references = frozenset(name for name in self.scope.references if name.partition(".")[0] not in own)
        main = next((key for key in reversed(decisions) if key not in needed), next(iter(decisions)))
        return Decisions(
            self.root.get("name", ""), main, decisions, order, alias_names(self.scope.names), references
        )

    def _decision(self, key: str, element: Element, all_: dict[str, Element]) -> Decision | None:
        requires: list[str] = []
        for requirement in (
            *children(element, "informationRequirement"),
            *children(element, "knowledgeRequirement"),
        ):
            for wanted in requirement:
                need, target = local(wanted), wanted.get("href", "").removeprefix("#")
                if need == "requiredKnowledge":
                    self._error(element, _("Functions (business knowledge) are not run."))
                elif need == "requiredDecision" and target in all_:
                    requires.append(target)
                elif need == "requiredDecision":
                    self._error(element, _("The decision “%(key)s” is not in this file.") % {"key": target})
        logic = self._logic(element)
        if logic is None:
            return None
        kind = self.types.kind(_type_ref(child(element, "variable"))) or Kind.ANY
        variable = self.scope.names[_variable(element)]
        return Decision(key, _name(element), variable, tuple(requires), logic, kind)

    def _logic(self, element: Element) -> Table | Formula | None:
        found = next((part for part in element if local(part) in _LOGIC), None)
        if found is None:
            self._error(element, _("This decision has neither a table nor a formula."))
            return None
        if local(found) == "decisionTable":
            reader = TableReader(found, _name(element), _id(element), self.types, self.scope, self.language)
            table = reader.read()
            self.found += reader.found
            self.readers[_id(element)] = reader
            if table is not None:
                self.tables[_id(element)] = table
            return table
        if local(found) == "literalExpression":
            try:
                language = found.get("expressionLanguage", self.language)
                return read_formula(text_of(found, "text"), language, self.scope)
            except CellError as error:
                self._error(element, str(error))
                return None
        self._error(element, _("This kind of decision is not run: %(kind)s.") % {"kind": local(found)})
        return None

    def _order(self, decisions: dict[str, Decision]) -> dict[str, tuple[str, ...]] | None:
        """For each decision what comes before it, and itself; None with a finding where they go in a circle."""
        order: dict[str, tuple[str, ...]] = {}
        waiting = dict(decisions)
        while waiting:
            ready = [key for key, one in waiting.items() if all(need in order for need in one.requires)]
            if not ready:
                circle = ", ".join(one.name for one in waiting.values())
                self._error(
                    self.root,
                    _("These decisions need each other in a circle: %(names)s.") % {"names": circle},
                )
                return None
            for key in ready:
                before = [step for need in waiting.pop(key).requires for step in order[need]]
                order[key] = tuple(dict.fromkeys([*before, key]))
        return order

    def _error(self, element: Element, message: str) -> None:
        self.found.append(Finding(_id(element), _name(element), message))


def _id(element: Element) -> str:
    return element.get("id", "") or element.get("name", "")


def _name(element: Element) -> str:
    return " ".join((element.get("name", "") or element.get("id", "")).split())


def _variable(element: Element) -> str:
    """How others call the value of a decision or an input: its variable's name, else its own."""
    variable = child(element, "variable")
    return " ".join((variable.get("name", "") if variable is not None else "").split()) or _name(element)


def _type_ref(element: Element | None) -> str:
    return element.get("typeRef", "") if element is not None else ""
