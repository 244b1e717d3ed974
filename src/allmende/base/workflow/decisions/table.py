"""A decision table compiled: its columns as indexes, its answers as constants or expressions."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.expressions import Expression

from .axes import Axis
from .kinds import Kind, as_json, coerced
from .results import DecisionError
from .shapes import EVERYTHING, Shape

#: How CEL calls the input inside a cell.
VALUE = "value"


class HitPolicy(enum.Enum):
    """Which of the rules that match count (DMN 1.3, 8.2.8)."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


#: Policies that answer with a list.
LISTS = frozenset({HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER})


@dataclass(frozen=True)
class Formula:
    """A value: a constant (JSON), or an expression over the variables; ``path`` is a plain dotted name."""

    text: str
    constant: Any = None
    expression: Expression | None = None
    path: tuple[str, ...] = ()

    @property
    def is_constant(self) -> bool:
        return self.expression is None and not self.path

    def value(self, env: Mapping[str, Any]) -> Any:
        """The value now; None where it is unknown."""
        if self.path:
            found: Any = env
            for name in self.path:
                if not isinstance(found, Mapping):
                    return None
                found = found.get(name)
            return found
        return self.constant if self.expression is None else self.expression.evaluate(env)


@dataclass(frozen=True)
class Cell:
    """What a rule asks of an input; without ``shape`` it is worked out by ``expression``."""

    id: str
    text: str
    cel: str
    shape: Shape | None = EVERYTHING
    expression: Expression | None = None


@dataclass(frozen=True)
class Input:
    id: str
    label: str
    formula: Formula
    kind: Kind
    allowed: Shape = EVERYTHING


@dataclass(frozen=True)
class Output:
    """``order``: the values by priority, the highest first; ``default`` answers where no rule matches."""

    id: str
    name: str
    label: str
    kind: Kind
    order: tuple[Any, ...] = ()
    default: Formula | None = None


@dataclass(frozen=True)
class Rule:
    number: int
    id: str
    cells: tuple[Cell, ...]
    answers: tuple[Formula, ...]
    note: str = ""


@dataclass(frozen=True)
class Table:
    """``aggregator``: what COLLECT does with the answers: SUM, MIN, MAX, COUNT, or nothing."""

    id: str
    hit_policy: HitPolicy
    aggregator: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    axes: tuple[Axis, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, id: str, policy: HitPolicy, aggregator: str, inputs: Sequence[Input], outputs: Sequence[Output],
           rules: Sequence[Rule]) -> Table:  # fmt: skip
        """The table with the index of each column."""
        axes = tuple(
            Axis(column.kind, [rule.cells[number].shape for rule in rules], column.allowed)
            for number, column in enumerate(inputs)
        )
        return cls(id, policy, aggregator, tuple(inputs), tuple(outputs), tuple(rules), axes)

    def values_of(self, env: Mapping[str, Any]) -> list[Any]:
        """The inputs as the columns compare them. Raises ``DecisionError`` for one of another kind."""
        return [self._input(column, env) for column in self.inputs]

    def _input(self, column: Input, env: Mapping[str, Any]) -> Any:
        value = column.formula.value(env)
        try:
            return coerced(value, column.kind)
        except ValueError:
            text = _("“%(input)s” is %(value)s, which is no %(kind)s.")
            raise DecisionError(
                text % {"input": column.label, "value": _short(value), "kind": kind_label(column.kind)}
            ) from None

    def matching(self, values: Sequence[Any], env: Mapping[str, Any]) -> Iterator[Rule]:
        """The rules that match, in their order. Raises ``DecisionError`` for a value that is not allowed."""
        mask = (1 << len(self.rules)) - 1
        pending = 0
        for column, axis, value in zip(self.inputs, self.axes, values, strict=True):
            found = axis.rules_for(value)
            if value is not None and not found & axis.domain:
                text = _("“%(input)s” is %(value)s; the table does not know this value.")
                raise DecisionError(text % {"input": column.label, "value": _short(value)})
            mask &= found
            pending |= axis.open_cells
        while mask:
            bit = mask & -mask
            mask ^= bit
            rule = self.rules[bit.bit_length() - 1]
            if not pending & bit or self._holds(rule, values, env):
                yield rule

    def _holds(self, rule: Rule, values: Sequence[Any], env: Mapping[str, Any]) -> bool:
        """Whether the cells that are formulas hold."""
        return all(
            cell.expression is None or cell.expression.holds({**env, VALUE: _for_cel(value)})
            for cell, value in zip(rule.cells, values, strict=True)
        )

    def answers(self, rule: Rule, env: Mapping[str, Any]) -> tuple[Any, ...]:
        """The rule's answers as JSON. Raises ``DecisionError`` for one of another kind."""
        return tuple(
            answer_of(formula, output, env)
            for formula, output in zip(rule.answers, self.outputs, strict=True)
        )


def answer_of(formula: Formula, output: Output, env: Mapping[str, Any]) -> Any:
    """One answer as JSON, of the output's kind. Raises ``DecisionError`` where a formula gives none."""
    if formula.is_constant:
        return formula.constant
    value = formula.value(env)
    if value is None:
        text = _("The answer “%(output)s” cannot be worked out: %(formula)s")
        raise DecisionError(text % {"output": output.label, "formula": formula.text})
    try:
        return as_json(coerced(value, output.kind))
    except ValueError:
        text = _("The answer “%(output)s” is %(value)s, which is no %(kind)s.")
        raise DecisionError(
            text % {"output": output.label, "value": _short(value), "kind": kind_label(output.kind)}
        ) from None


def kind_label(kind: Kind) -> str:
    """What people call the kind."""
    labels = {
        Kind.NUMBER: _("number"), Kind.INTEGER: _("whole number"), Kind.TEXT: _("text"),
        Kind.YES_NO: _("yes or no"), Kind.DATE: _("day"), Kind.MOMENT: _("point in time"),
        Kind.TIME: _("time of day"), Kind.ANY: _("value"),
    }  # fmt: skip
    return labels[kind]


def _for_cel(value: Any) -> Any:
    return value.isoformat() if isinstance(value, time) else value


def _short(value: Any) -> str:
    text = str(value)
    return f"“{text[:60]}”" if isinstance(value, str) else text[:60]
