"""A DMN file as sheets: what an editor shows of each decision."""

from __future__ import annotations

from dataclasses import dataclass, field

from .tree import Element, by_id, local, part, parts, text_in

#: What a table and its rules call the sides of a column.
CLAUSES = {"in": "input", "out": "output", "note": "annotation"}
ENTRIES = {"in": "inputEntry", "out": "outputEntry", "note": "annotationEntry"}


@dataclass(frozen=True)
class Column:
    """``side``: in, out, note (an annotation) or remark (the rule's description); ``place`` counts within its side."""

    key: str
    id: str
    side: str
    place: int
    label: str
    expression: str = ""
    type_ref: str = ""
    allowed: str = ""
    name: str = ""
    default: str = ""


@dataclass(frozen=True)
class Cell:
    """``key`` names it in forms (rule, column); ``id`` in findings."""

    key: str
    id: str
    text: str
    column: Column


@dataclass(frozen=True)
class Row:
    id: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One decision: a table, or a formula; neither where it is of a kind that is only kept."""

    id: str
    name: str
    question: str
    variable: str
    table: str = ""
    policy: str = "UNIQUE"
    aggregator: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    formula: str | None = None
    requires: tuple[str, ...] = ()
    inputs: tuple[str, ...] = field(default=())

    @property
    def is_table(self) -> bool:
        return bool(self.table)


def sheets(root: Element) -> list[Sheet]:
    """The decisions of a file in its order."""
    named = {key: _name(element) for key, element in by_id(root).items()}
    return [_sheet(decision, named) for decision in parts(root, "decision")]


def _sheet(decision: Element, named: dict[str, str]) -> Sheet:
    wanted = [
        (local(need), (need.get("href") or "").removeprefix("#"))
        for requirement in parts(decision, "informationRequirement")
        for need in requirement
    ]
    variable = part(decision, "variable")
    table = part(decision, "decisionTable")
    formula = part(decision, "literalExpression")
    about = {
        "id": decision.get("id"), "name": _name(decision), "question": text_in(decision, "question"),
        "variable": (variable.get("name") if variable is not None else "") or _name(decision),
        "requires": tuple(key for kind, key in wanted if kind == "requiredDecision"),
        "inputs": tuple(named.get(key, key) for kind, key in wanted if kind == "requiredInput"),
    }  # fmt: skip
    if table is None:
        return Sheet(**about, formula=None if formula is None else text_in(formula, "text"))
    columns = columns_of(table)
    rows = tuple(_row(rule, number, columns) for number, rule in enumerate(parts(table, "rule"), 1))
    return Sheet(
        **about, table=table.get("id"), columns=columns, rows=rows, aggregator=table.get("aggregation", ""),
        policy=(table.get("hitPolicy") or "UNIQUE").upper().replace("_", " "),
    )  # fmt: skip


def columns_of(table: Element) -> tuple[Column, ...]:
    """Inputs, outputs, annotations, and the rules' own description where there is one or nothing else to note in."""
    found = [_input(place, each) for place, each in enumerate(parts(table, "input"))]
    found += [_output(place, each) for place, each in enumerate(parts(table, "output"))]
    notes = parts(table, "annotation")
    found += [
        Column(f"n{place}", each.get("id") or "", "note", place, _one_line(each.get("name")))
        for place, each in enumerate(notes)
    ]
    if not notes or any(text_in(rule, "description") for rule in parts(table, "rule")):
        found.append(Column("d", "", "remark", 0, ""))
    return tuple(found)


def _input(place: int, element: Element) -> Column:
    expression = part(element, "inputExpression")
    text = text_in(expression, "text")
    type_ref = (expression.get("typeRef") if expression is not None else "") or ""
    allowed = text_in(element, "inputValues", "text")
    label = _one_line(element.get("label"))
    return Column(f"i{place}", element.get("id"), "in", place, label or text, text, type_ref, allowed, label)


def _output(place: int, element: Element) -> Column:
    name = _one_line(element.get("name"))
    return Column(
        f"o{place}", element.get("id"), "out", place, _one_line(element.get("label")) or name, "",
        element.get("typeRef") or "", text_in(element, "outputValues", "text"), name,
        text_in(element, "defaultOutputEntry", "text"),
    )  # fmt: skip


def _row(rule: Element, number: int, columns: tuple[Column, ...]) -> Row:
    key = rule.get("id")
    entries = {side: parts(rule, name) for side, name in ENTRIES.items()}
    cells = []
    for column in columns:
        if column.side == "remark":
            cells.append(Cell(f"{key}.d", "", text_in(rule, "description"), column))
            continue
        own = entries[column.side]
        entry = own[column.place] if column.place < len(own) else None
        where = "" if entry is None else entry.get("id") or ""
        cells.append(Cell(f"{key}.{column.key}", where, text_in(entry, "text"), column))
    return Row(key, number, tuple(cells))


def names_in(root: Element) -> list[str]:
    """The names that expressions may use: of inputs and decisions."""
    found = []
    for element in parts(root, "inputData", "decision"):
        variable = part(element, "variable")
        found.append((variable.get("name") if variable is not None else "") or _name(element))
    return [name for name in dict.fromkeys(found) if name]


def own_types(root: Element) -> list[str]:
    """The types that the file itself declares."""
    return [element.get("name") for element in parts(root, "itemDefinition") if element.get("name")]


def _name(element: Element) -> str:
    return _one_line(element.get("name")) or str(element.get("id") or "")


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
