"""Cells, values and rules as people say them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from .axes import Stretch, joined
from .kinds import Kind
from .labels import Label
from .shapes import Shape, Span
from .table import Cell, Formula, Input, Rule, Table

_MOST_VALUES = 6


@dataclass(frozen=True)
class Told:
    """One decision as it went: the rules that counted, the inputs they saw, the answer."""

    name: str
    logic: Table | Formula
    rules: Sequence[Rule]
    inputs: Sequence[Any]
    value: Any


def told(tale: Sequence[Told], label: Label | None = None) -> str:
    """A line for each rule that counted, and for each decision that is a formula or found no rule."""
    return "\n".join(line for one in tale for line in _lines(one, label))


def _lines(one: Told, label: Label | None) -> list[str]:
    if not isinstance(one.logic, Table):
        return [f"{one.name}: {answer_in_words(one.value)}"]
    if not one.rules:
        if one.value is None:
            return [_("%(table)s: no rule matches, so there is no answer.") % {"table": one.name}]
        text = _("%(table)s: no rule matches, so this holds: %(answer)s")
        return [text % {"table": one.name, "answer": answer_in_words(one.value)}]
    return [_rule_line(one, one.logic, rule, label) for rule in one.rules]


def _rule_line(one: Told, table: Table, rule: Rule, label: Label | None) -> str:
    asked = "; ".join(
        f"{column.label}: {_input_in_words(column, value, label)}"
        for column, cell, value in zip(table.inputs, rule.cells, one.inputs, strict=True)
        if cell.shape is None or not cell.shape.everything
    )
    text = _("%(table)s, rule %(number)s (%(asked)s): %(answer)s")
    if not asked:
        asked = _("always")
    answer = answer_in_words(one.value if len(one.rules) == 1 else _constants(rule))
    line = text % {"table": one.name, "number": rule.number, "asked": asked, "answer": answer}
    return f"{line}. {rule.note}" if rule.note else line


def _input_in_words(column: Input, value: Any, label: Label | None) -> str:
    known = label(".".join(column.formula.path), value) if label and column.formula.path else None
    return known or value_in_words(value)


def _constants(rule: Rule) -> Any:
    values = [formula.constant if formula.expression is None else formula.text for formula in rule.answers]
    return values[0] if len(values) == 1 else values


def answer_in_words(value: Any) -> str:
    """An answer: a value, several, or an object of values."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {answer_in_words(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(answer_in_words(part) for part in value) or _("nothing")
    return value_in_words(value)


def value_in_words(value: Any) -> str:
    """A value as people write it in the active language."""
    if value is None:
        return _("not given")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(value, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, time):
        return formats.time_format(value, "H:i")
    if isinstance(value, Decimal):
        value = value.normalize()
        return str(formats.number_format(f"{value:f}"))
    if isinstance(value, int | float):
        return str(formats.number_format(value))
    return str(value)


def cell_in_words(cell: Cell, kind: Kind) -> str:
    """What a cell asks: ``2 to 5``, ``over 3``, ``any value``."""
    return cell.text if cell.shape is None else shape_in_words(cell.shape, kind)


def shape_in_words(shape: Shape, kind: Kind) -> str:
    """The values that a shape takes."""
    if shape.everything:
        return _("any value")
    parts = [span_in_words(span) for span in shape.spans[:_MOST_VALUES]]
    if len(shape.spans) > _MOST_VALUES:
        parts.append("…")
    if shape.inverse:
        return _("anything but %(values)s") % {"values": ", ".join(parts)} if parts else _("any value given")
    if shape.null:
        parts.append(_("not given"))
    return ", ".join(parts) or _("no value at all")


def span_in_words(span: Span) -> str:
    """``3``, ``over 3``, ``3 or more``, ``between 3 and 5``, ``3 to 5``."""
    low, high = value_in_words(span.low), value_in_words(span.high)
    if span.is_point:
        return low
    if span.low is None and span.high is None:
        return _("any value")
    if span.low is None:
        return (_("up to %(value)s") if span.high_in else _("under %(value)s")) % {"value": high}
    if span.high is None:
        return (_("%(value)s or more") if span.low_in else _("over %(value)s")) % {"value": low}
    if span.low_in and span.high_in:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    if not span.low_in and not span.high_in:
        return _("over %(low)s and under %(high)s") % {"low": low, "high": high}
    if span.low_in:
        return _("%(low)s or more and under %(high)s") % {"low": low, "high": high}
    return _("over %(low)s up to %(high)s") % {"low": low, "high": high}


def stretches_in_words(stretches: Sequence[Stretch], kind: Kind) -> str:
    """A part of a column: neighbours are said as one."""
    spans = joined(stretches, kind)
    others = next((one.others for one in stretches if one.span is None and not one.missing), None)
    missing = [_("not given")] if any(one.missing for one in stretches) else []
    parts = [span_in_words(span) for span in spans[:_MOST_VALUES]]
    if len(spans) > _MOST_VALUES:
        parts.append("…")
    if others is not None and others:
        named = ", ".join(value_in_words(value) for value in others[:_MOST_VALUES])
        parts.append(
            _("anything but %(values)s") % {"values": named + (", …" if len(others) > _MOST_VALUES else "")}
        )
    elif others is not None:
        parts.append(_("any value"))
    return _(" or ").join([*parts, *missing])
