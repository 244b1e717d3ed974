"""Changes of whole decisions: their name, how their rules count, what they need, new ones and those that go."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.text import slugify
from django.utils.translation import gettext as _

from .editing import EditError, decision_of
from .tree import Element, by_id, free_id, make, part, parts, remove, set_text, storable, text_in

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_AHEAD = ("description", "extensionElements", "question", "allowedAnswers", "variable")


def new_file(name: str) -> str:
    """A file with one table: one input, one answer, one rule."""
    return _EMPTY.format(key=_identifier(name), name=_escaped(name), input=_escaped(_("New input")),
                         answer=_escaped(_("Outcome")), note=_escaped(_("Note")))  # fmt: skip


def add_decision(root: Element, name: str, *, formula: bool) -> str:
    """A new decision behind the last one; returns its id."""
    taken = set(by_id(root))
    key = wanted = _identifier(name)
    while key in taken:
        key = free_id(taken, wanted)
    last = parts(root, "decision")[-1:] or [None]
    at = len(parts(root, "description", "extensionElements", "import", "itemDefinition"))
    if last[0] is not None:
        at = root.index(last[0]) + 1
    decision = make(root, "decision", at=at, id=key, name=storable(name))
    make(decision, "variable", at=0, id=free_id(taken, f"{key}_variable"), name=key)
    if formula:
        set_text(make(decision, "literalExpression", at=1, id=free_id(taken, f"{key}_formula")), "")
        return key
    table = make(decision, "decisionTable", at=1, id=free_id(taken, f"{key}_table"), hitPolicy="UNIQUE")
    made = make(table, "input", at=0, id=free_id(taken, "input"), label=_("New input"))
    expression = make(made, "inputExpression", at=0, id=free_id(taken, "inputExpression"), typeRef="string")
    set_text(expression, "")
    make(
        table,
        "output",
        at=1,
        id=free_id(taken, "output"),
        label=_("Outcome"),
        name="answer",
        typeRef="string",
    )
    rule = make(table, "rule", at=2, id=free_id(taken, "rule"))
    set_text(make(rule, "inputEntry", at=0, id=free_id(taken, "inputEntry")), "-")
    set_text(make(rule, "outputEntry", at=1, id=free_id(taken, "outputEntry")), "")
    return key


def remove_decision(root: Element, decision: str) -> None:
    """Take a decision out, with its shape; raises ``EditError`` for the last one, or while another one needs it."""
    found = decision_of(root, decision)
    decisions = parts(root, "decision")
    if len(decisions) == 1:
        raise EditError(_("The file needs at least one table, so this one stays."))
    for other in decisions:
        if other is not found and decision in requirements(other):
            raise EditError(
                _("“%(name)s” needs this decision.") % {"name": other.get("name") or other.get("id")}
            )
    gone = {decision, *(each.get("id") or "" for each in found)}
    remove(found)
    _forget_in_diagram(root, gone)


def requirements(decision: Element) -> list[str]:
    """The ids of the decisions that this one needs."""
    return [
        (need.get("href") or "").removeprefix("#")
        for requirement in parts(decision, "informationRequirement")
        for need in parts(requirement, "requiredDecision")
    ]


def write_decision(root: Element, decision: str, values: Mapping[str, str], needs: Collection[str]) -> None:
    """Name, question, how its rules count, what it needs."""
    found = decision_of(root, decision)
    if values["name"].strip() and found.get("name") != values["name"].strip():
        found.set("name", storable(values["name"].strip()))
    _question(found, storable(values["question"]).strip())
    table = part(found, "decisionTable")
    if table is not None:
        before = (table.get("hitPolicy") or "UNIQUE").upper().replace("_", " ")
        if before != values["policy"]:
            table.set("hitPolicy", values["policy"])
        if values["policy"] == "COLLECT" and values["aggregator"]:
            table.set("aggregation", values["aggregator"])
        elif "aggregation" in table.attrib:
            del table.attrib["aggregation"]
    _require(root, found, needs)


def _question(decision: Element, text: str) -> None:
    found = part(decision, "question")
    if text_in(found) == text:
        return
    if found is None:
        found = make(decision, "question", at=len(parts(decision, "description", "extensionElements")))
    if text:
        found.text = text
    else:
        remove(found)


def _require(root: Element, decision: Element, needs: Collection[str]) -> None:
    had = requirements(decision)
    taken = set(by_id(root))
    for requirement in parts(decision, "informationRequirement"):
        wanted = [
            (need.get("href") or "").removeprefix("#") for need in parts(requirement, "requiredDecision")
        ]
        if wanted and wanted[0] not in needs:
            _forget_in_diagram(root, {requirement.get("id") or ""})
            remove(requirement)
    for key in [key for key in needs if key not in had]:
        at = len(parts(decision, *_AHEAD, "informationRequirement"))
        made = make(
            decision, "informationRequirement", at=at, id=free_id(taken, f"{decision.get('id')}_needs")
        )
        make(made, "requiredDecision", at=0, href=f"#{key}")


def _forget_in_diagram(root: Element, gone: Collection[str]) -> None:
    """Shapes and edges of parts that are no longer there."""
    for shape in [each for each in root.iter() if isinstance(each.tag, str) and each.get("dmnElementRef")]:
        if shape.get("dmnElementRef") in gone:
            remove(shape)


def _identifier(name: str) -> str:
    word = slugify(name.translate(_UMLAUTS)).replace("-", "_")[:60] or "tabelle"
    return word if word[0].isalpha() else f"t_{word}"


def _escaped(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(storable(text), {'"': "&quot;"})


_EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="definitions" name="{name}" \
namespace="urn:allmende:decisions">
  <decision id="{key}" name="{name}">
    <variable id="{key}_variable" name="{key}"/>
    <decisionTable id="{key}_table" hitPolicy="UNIQUE">
      <input id="input_1" label="{input}">
        <inputExpression id="inputExpression_1" typeRef="string">
          <text></text>
        </inputExpression>
      </input>
      <output id="output_1" label="{answer}" name="{key}" typeRef="string"/>
      <annotation name="{note}"/>
      <rule id="rule_1">
        <inputEntry id="inputEntry_1">
          <text>-</text>
        </inputEntry>
        <outputEntry id="outputEntry_1">
          <text></text>
        </outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""
