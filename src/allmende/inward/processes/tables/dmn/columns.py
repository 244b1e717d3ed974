"""Changes of columns: new ones with their cells, their settings, their order, those that go."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.kinds import Kind

from .editing import EditError, place_behind
from .outline import CLAUSES, ENTRIES, Column
from .tree import Element, by_id, free_id, make, part, parts, remove, set_text, storable, swap, text_in
from .typing import as_feel


def add_column(table: Element, side: str) -> str:
    """A new last column on its side, which takes anything; returns its key."""
    taken = set(by_id(table.getroottree().getroot()))
    own = len(parts(table, CLAUSES[side]))
    label = {"in": _("New input"), "out": _("New answer"), "note": _("Note")}[side]
    made = make(table, CLAUSES[side], at=place_behind(table, CLAUSES, side), id=free_id(taken, CLAUSES[side]))
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
        entry = make(
            rule, ENTRIES[side], at=place_behind(rule, ENTRIES, side), id=free_id(taken, ENTRIES[side])
        )
        set_text(entry, "-" if side == "in" else "")
    return f"{side[0]}{own}"


def remove_column(table: Element, column: Column) -> None:
    """A column with all its cells; raises ``EditError`` for the last answer."""
    if column.side == "remark":
        for rule in parts(table, "rule"):
            for each in parts(rule, "description"):
                remove(each)
        return
    clauses = parts(table, CLAUSES[column.side])
    if column.side == "out" and len(clauses) == 1:
        raise EditError(_("A table needs at least one answer, so this column stays."))
    remove(clauses[column.place])
    for rule in parts(table, "rule"):
        entries = parts(rule, ENTRIES[column.side])
        if column.place < len(entries):
            remove(entries[column.place])


def move_column(table: Element, column: Column, by: int) -> str:
    """One place to the left (-1) or right (1) within its side; returns its key then."""
    clauses = parts(table, CLAUSES.get(column.side, ""))
    to = column.place + by
    if not 0 <= to < len(clauses):
        return column.key
    swap(clauses[column.place], clauses[to])
    for rule in parts(table, "rule"):
        entries = parts(rule, ENTRIES[column.side])
        if max(column.place, to) < len(entries):
            swap(entries[column.place], entries[to])
    return f"{column.key[0]}{to}"


def write_column(table: Element, column: Column, values: Mapping[str, str], kind: Kind) -> None:
    """Label, expression, type, allowed values, name and default; what is not in ``values`` stays."""
    clause = parts(table, CLAUSES[column.side])[column.place]
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
