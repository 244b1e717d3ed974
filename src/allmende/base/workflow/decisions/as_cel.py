"""A decision written out as one CEL expression: for places that know expressions only, such as a form's fields.

What a page shows as the expected fee is then worked out by the same table that decides it later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from .compiled import Decision, Decisions
from .kinds import Kind
from .results import DecisionError
from .table import VALUE, Formula, HitPolicy, Input, Output, Rule, Table

_NAMES = re.compile(
    r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?!\s*\(|\w)'
)
_ONE = frozenset({HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY})


def as_cel(decisions: Decisions, decision: str, rename: Callable[[str], str] = lambda name: name) -> str:
    """``decision`` and what it requires in CEL; ``rename`` says how the place calls a variable (``answers.x``).

    Raises ``DecisionError`` for tables that answer with lists or objects.
    """
    if decision not in decisions.decisions:
        raise DecisionError(_("There is no decision “%(key)s”.") % {"key": decision})
    written: dict[str, str] = {}
    for key in decisions.order[decision]:
        one = decisions.decisions[key]
        written[one.variable] = f"({_written(one, _Names(written, rename))})"
    return written[decisions.decisions[decision].variable]


class _Names:
    """Names of a model → what stands for them: other decisions, the place's own names, a cell's input."""

    def __init__(self, written: Mapping[str, str], rename: Callable[[str], str]) -> None:
        self.written, self.rename = written, rename

    def put(self, cel: str, value: str = "") -> str:
        """``cel`` with every name replaced; ``value`` is the input of a cell."""

        def replaced(found: re.Match[str]) -> str:
            name = found[0]
            if name[0] in "\"'" or name in ("true", "false", "null", "in"):
                return name
            if value and name == VALUE:
                return value
            return self.written.get(name) or self.rename(name)

        return _NAMES.sub(replaced, cel)


def _written(decision: Decision, names: _Names) -> str:
    if isinstance(decision.logic, Formula):
        return _formula(decision.logic, names, decision.kind)
    table = decision.logic
    added = table.hit_policy is HitPolicy.COLLECT and table.aggregator == "SUM"
    if len(table.outputs) != 1 or not (added or table.hit_policy in _ONE):
        text = _("“%(name)s” answers with more than one value, which has no place here.")
        raise DecisionError(text % {"name": decision.name})
    output = table.outputs[0]
    if added:
        terms = [
            f"({_asked(table, rule, names)} ? {_answer(rule, output, names)} : 0.0)" for rule in table.rules
        ]
        return " + ".join(terms) or "0.0"
    text = _formula(output.default, names, output.kind) if output.default is not None else "null"
    for rule in reversed(table.rules):
        text = f"{_asked(table, rule, names)} ? {_answer(rule, output, names)} : ({text})"
    return text


def _asked(table: Table, rule: Rule, names: _Names) -> str:
    parts = [
        f"({names.put(cell.cel, _input(column, names))})"
        for column, cell in zip(table.inputs, rule.cells, strict=True)
        if cell.shape is None or not cell.shape.everything
    ]
    return " && ".join(parts) or "true"


def _input(column: Input, names: _Names) -> str:
    return _formula(column.formula, names, column.kind)


def _answer(rule: Rule, output: Output, names: _Names) -> str:
    return _formula(rule.answers[0], names, output.kind)


def _formula(formula: Formula, names: _Names, kind: Kind) -> str:
    if formula.path:
        return names.put(".".join(formula.path))
    if formula.expression is not None:
        return f"({names.put(formula.expression.text)})"
    if isinstance(formula.constant, int | float) and not isinstance(formula.constant, bool):
        return str(float(formula.constant)) if kind is not Kind.INTEGER else str(formula.constant)
    return json.dumps(formula.constant, ensure_ascii=False)
