"""Every change of a table, made in the file's own tree: what it does not name stays as it was."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.cells import is_cel
from allmende.base.workflow.decisions.kinds import Kind

from .outline import Column, columns_of
from .tree import (
    Element,
    by_id,
    free_id,
    inside,
    local,
    make,
    part,
    parts,
    put,
    remove,
    set_text,
    storable,
    swap,
    text_in,
)
from .typing import as_feel

_ENTRIES = {"in": "inputEntry", "out": "outputEntry", "note": "annotationEntry"}
_CLAUSES = {"in": "input", "out": "output", "note": "annotation"}


class EditError(ValueError):
    """The change cannot be made; the message says why."""


def table_of(root: Element, decision: str) -> Element:
    """The decision's table; raises ``EditError`` where it is not there any more."""
    table = part(decision_of(root, decision), "decisionTable")
    if table is None:
        raise EditError(_("This decision is no table."))
    return table


def decision_of(root: Element, decision: str) -> Element:
    """The decision with this id; raises ``EditError``."""
    found = next((each for each in parts(root, "decision") if each.get("id") == decision), None)
    if found is None:
        raise EditError(_("This table is no longer there. Somebody may have removed it."))
    return found


# -- cells


def write_cells(
    table: Element, typed: Mapping[str, str], kinds: Mapping[str, Kind], names: Collection[str] = ()
) -> None:
    """Write what was typed (key of the cell → text); cells that say the same as before are left alone."""
    columns = {column.key: column for column in columns_of(table)}
    rules = {rule.get("id"): rule for rule in parts(table, "rule")}
    for key, text in typed.items():
        rule, column = rules.get(key.rpartition(".")[0]), columns.get(key.rpartition(".")[2])
        if rule is not None and column is not None:
            _write(rule, column, text, kinds.get(column.id, Kind.ANY), names)


def _write(rule: Element, column: Column, typed: str, kind: Kind, names: Collection[str]) -> None:
    typed = storable(typed).strip()
    if column.side == "remark":
        _write_remark(rule, typed)
        return
    entries = parts(rule, _ENTRIES[column.side])
    if column.place < len(entries) and text_in(entries[column.place], "text") == typed:
        return
    if column.side == "note":
        if column.place >= len(entries) and not typed:
            return
        while len(entries) <= column.place:
            entries.append(make(rule, "annotationEntry", at=len(rule)))
        set_text(entries[column.place], typed)
    elif column.place < len(entries):
        entry = entries[column.place]
        feel = as_feel(typed, kind, answer=column.side == "out", names=names)
        set_text(entry, typed if _in_cel(entry) else feel)


def _in_cel(entry: Element) -> bool:
    """Whether a cell is written in CEL: nothing in it is put into FEEL."""
    own = entry.get("expressionLanguage") or entry.getroottree().getroot().get("expressionLanguage") or ""
    return is_cel(own)


def _write_remark(rule: Element, typed: str) -> None:
    found = part(rule, "description")
    if typed == text_in(found):
        return
    if found is None:
        found = make(rule, "description", at=0)
    found.text = typed


def write_formula(decision: Element, typed: str) -> None:
    """The expression of a decision that is a formula."""
    formula, typed = part(decision, "literalExpression"), storable(typed).strip()
    if formula is not None and text_in(formula, "text") != typed:
        set_text(formula, typed)


# -- rules


def add_rule(table: Element, after: str = "", cells: Collection[str] = ()) -> str:
    """A new rule behind the one with the id ``after``, else at the end; ``cells`` are of its inputs. Returns its id."""
    rules = parts(table, "rule")
    made = _blank(table, rules[-1] if rules else None)
    for entry, text in zip(parts(made, "inputEntry"), cells, strict=False):
        set_text(entry, text)
    before = next((rule for rule in rules if rule.get("id") == after), rules[-1] if rules else None)
    put(table, made, len(table) if before is None else table.index(before) + 1)
    return str(made.get("id"))


def _blank(table: Element, pattern: Element | None) -> Element:
    """A rule that takes anything and answers nothing, laid out as the one before it."""
    if pattern is None:
        made = make(table, "rule", at=len(table))
        for side in ("in", "out"):
            for _clause in parts(table, _CLAUSES[side]):
                set_text(make(made, _ENTRIES[side], at=len(made)), "-" if side == "in" else "")
    else:
        made = copy.deepcopy(pattern)
        for each in [each for each in made if local(each) not in _ENTRIES.values()]:
            remove(each)
        for entry in made:
            set_text(entry, "-" if local(entry) == "inputEntry" else "")
            for other in [each for each in entry if local(each) != "text"]:
                remove(other)
    _new_ids(table.getroottree().getroot(), made)
    return made


def _new_ids(root: Element, made: Element) -> None:
    """Ids of their own for a part that began as a copy."""
    taken = set(by_id(root))
    for element in inside(made):
        if element.get("id") or local(element) in (*_ENTRIES.values(), *_CLAUSES.values(), "rule"):
            element.set("id", free_id(taken, local(element)))


def copy_rule(table: Element, rule: str) -> str:
    """The same rule again, below it."""
    found = _rule(table, rule)
    made = copy.deepcopy(found)
    _new_ids(table.getroottree().getroot(), made)
    put(table, made, table.index(found) + 1)
    return str(made.get("id"))


def remove_rule(table: Element, rule: str) -> None:
    """Take a rule out of the table."""
    remove(_rule(table, rule))


def move_rule(table: Element, rule: str, by: int) -> None:
    """One place up (-1) or down (1); at the end nothing changes."""
    rules, found = parts(table, "rule"), _rule(table, rule)
    to = rules.index(found) + by
    if 0 <= to < len(rules):
        swap(found, rules[to])


def _rule(table: Element, rule: str) -> Element:
    found = next((each for each in parts(table, "rule") if each.get("id") == rule), None)
    if found is None:
        raise EditError(_("This rule is no longer there. Somebody may have removed it."))
    return found


# -- columns


def add_column(table: Element, side: str) -> str:
    """A new last column on its side, which takes anything; returns its key."""
    taken = set(by_id(table.getroottree().getroot()))
    before = [each for kind in _sides_until(side) for each in parts(table, _CLAUSES[kind])]
    at = table.index(before[-1]) + 1 if before else len(parts(table, "description", "extensionElements"))
    own = len(parts(table, _CLAUSES[side]))
    label = {"in": _("New input"), "out": _("New answer"), "note": _("Note")}[side]
    made = make(table, _CLAUSES[side], at=at, id=free_id(taken, _CLAUSES[side]))
    if side == "in":
        made.set("label", label)
        expression = make(
            made, "inputExpression", at=0, id=free_id(taken, "inputExpression"), typeRef="string"
        )
        set_text(expression, "")
    elif side == "out":
        made.set("label", label)
        made.set("name", free_id({each.get("name") or "" for each in parts(table, "output")}, "answer"))
        made.set("typeRef", "string")
    else:
        made.set("name", label)
        return f"n{own}"
    for rule in parts(table, "rule"):
        earlier = [each for kind in _sides_until(side) for each in parts(rule, _ENTRIES[kind])]
        place = (
            rule.index(earlier[-1]) + 1 if earlier else len(parts(rule, "description", "extensionElements"))
        )
        entry = make(rule, _ENTRIES[side], at=place, id=free_id(taken, _ENTRIES[side]))
        set_text(entry, "-" if side == "in" else "")
    return f"{side[0]}{own}"


def _sides_until(side: str) -> list[str]:
    sides = list(_CLAUSES)
    return sides[: sides.index(side) + 1]


def remove_column(table: Element, column: Column) -> None:
    """A column with all its cells; raises ``EditError`` for the last answer."""
    if column.side == "remark":
        for rule in parts(table, "rule"):
            for each in parts(rule, "description"):
                remove(each)
        return
    clauses = parts(table, _CLAUSES[column.side])
    if column.side == "out" and len(clauses) == 1:
        raise EditError(_("A table needs at least one answer, so this column stays."))
    remove(clauses[column.place])
    for rule in parts(table, "rule"):
        entries = parts(rule, _ENTRIES[column.side])
        if column.place < len(entries):
            remove(entries[column.place])


def move_column(table: Element, column: Column, by: int) -> str:
    """One place to the left (-1) or right (1) within its side; returns its key then."""
    clauses = parts(table, _CLAUSES.get(column.side, ""))
    to = column.place + by
    if not 0 <= to < len(clauses):
        return column.key
    swap(clauses[column.place], clauses[to])
    for rule in parts(table, "rule"):
        entries = parts(rule, _ENTRIES[column.side])
        if max(column.place, to) < len(entries):
            swap(entries[column.place], entries[to])
    return f"{column.key[0]}{to}"


def write_column(table: Element, column: Column, values: Mapping[str, str], kind: Kind) -> None:
    """Label, expression, type, allowed values, name and default; what is not in ``values`` stays."""
    clause = parts(table, _CLAUSES[column.side])[column.place]
    if column.side == "note":
        clause.set("name", storable(values["label"]))
        return
    _attribute(clause, "label", values["label"])
    typed = clause
    if column.side == "in":
        typed = part(clause, "inputExpression")
        if typed is None:
            typed = make(clause, "inputExpression", at=len(parts(clause, "description", "extensionElements")))
        if text_in(typed, "text") != values["expression"]:
            set_text(typed, values["expression"])
    else:
        _attribute(clause, "name", values["name"])
    _attribute(typed, "typeRef", values["type_ref"])
    head = len(parts(clause, "description", "extensionElements"))
    lists = "inputValues" if column.side == "in" else "outputValues"
    _expression(clause, lists, values["allowed"], head + (column.side == "in"), kind)
    if column.side == "out":
        at = head + len(parts(clause, "outputValues"))
        _expression(clause, "defaultOutputEntry", values["default"], at, kind)


def _attribute(element: Element, name: str, value: str) -> None:
    value = storable(value.strip())
    if value and element.get(name) != value:
        element.set(name, value)
    elif not value and name in element.attrib:
        del element.attrib[name]


def _expression(clause: Element, name: str, typed: str, at: int, kind: Kind) -> None:
    """A part with a text, made where it is needed and taken away where nothing is left of it."""
    found, typed = part(clause, name), storable(typed).strip()
    if not typed:
        if found is not None:
            remove(found)
        return
    if text_in(found, "text") == typed:
        return
    if found is None:
        found = make(clause, name, at=at)
    set_text(found, as_feel(typed, kind, answer=name == "defaultOutputEntry"))


def set_whole_numbers(root: Element, column: str) -> None:
    """Give an input the type of whole numbers."""
    clause = by_id(root).get(column)
    expression = part(clause, "inputExpression")
    if expression is not None:
        expression.set("typeRef", "integer")
