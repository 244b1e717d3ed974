"""Changes of cells and rules, made in the file's own tree: what they do not name stays as it was."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.cells import is_cel
from allmende.base.workflow.decisions.kinds import Kind

from .outline import CLAUSES, ENTRIES, Column, columns_of
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


def place_behind(parent: Element, names: Mapping[str, str], side: str) -> int:
    """Where a new column of a table (``CLAUSES``) or cell of a rule (``ENTRIES``) stands: as the last of its side."""
    sides = list(names)
    before = [each for kind in sides[: sides.index(side) + 1] for each in parts(parent, names[kind])]
    return parent.index(before[-1]) + 1 if before else len(parts(parent, "description", "extensionElements"))


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
    entries = parts(rule, ENTRIES[column.side])
    if column.place < len(entries) and text_in(entries[column.place], "text") == typed:
        return
    if column.place >= len(entries) and not typed:
        return
    while len(entries) <= column.place:  # other tools leave empty notes out, some of them cells, too
        entries.append(make(rule, ENTRIES[column.side], at=place_behind(rule, ENTRIES, column.side)))
        set_text(entries[-1], "-" if column.side == "in" else "")
    entry = entries[column.place]
    as_typed = column.side == "note" or _in_cel(entry)
    set_text(entry, typed if as_typed else as_feel(typed, kind, answer=column.side == "out", names=names))


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
            for _clause in parts(table, CLAUSES[side]):
                set_text(make(made, ENTRIES[side], at=len(made)), "-" if side == "in" else "")
    else:
        made = copy.deepcopy(pattern)
        for each in [each for each in made if local(each) not in ENTRIES.values()]:
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
        if element.get("id") or local(element) in (*ENTRIES.values(), *CLAUSES.values(), "rule"):
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
