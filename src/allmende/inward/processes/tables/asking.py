"""Trying tables: which values they ask, each by its kind, and what was typed as they take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.compiled import Decisions
from allmende.base.workflow.decisions.kinds import Kind
from allmende.base.workflow.decisions.table import Input, Table
from allmende.base.workflow.decisions.words import value_in_words

from .showing import Known
from .values import plain, read_number, typed_value

_FIELDS = {Kind.DATE: "date", Kind.MOMENT: "datetime-local", Kind.TIME: "time"}
MOST_CHOICES = 60


class NotReadableError(ValueError):
    """What was typed is no such value; the message says what is asked."""


@dataclass(frozen=True)
class Asked:
    """A value to be typed: ``path`` (answers.dogs), what it is called, its kind, the values to choose from.

    ``closed``: no other values may come. ``typed`` is what stands in the field.
    """

    path: str
    label: str
    kind: Kind
    choices: list[tuple[str, str]]
    closed: bool
    typed: str
    problem: str = ""

    @property
    def field(self) -> str:
        """The type of its field in HTML."""
        return _FIELDS.get(self.kind, "text")


def asked_by(decisions: Decisions, typed: Mapping[str, str], known: Known) -> list[Asked]:
    """All values that the tables read from outside, with what was typed so far; the procedure's own at the end."""
    columns: dict[str, list[Input]] = {}
    tables = [one.logic for one in decisions.decisions.values() if isinstance(one.logic, Table)]
    for table in tables:
        for column in table.inputs:
            columns.setdefault(".".join(column.formula.path), []).append(column)
    found = []
    for path in sorted(
        decisions.references, key=lambda name: (name in known.values, name not in columns, name)
    ):
        own = columns.get(path, [])
        label, usual = own[0].label if own else known.labels.known(path) or path, ""
        if path in known.values:
            item, value = known.values[path]
            label, usual = item.label, typed_value(item.type, value)
        closed, choices = _choices(own, [table for table in tables if any(c in table.inputs for c in own)])
        choices = [(value, known.labels.value(path, value) or words) for value, words in choices]
        if not closed and known.labels.choices(path):
            closed, choices = True, known.labels.choices(path)
        kind = own[0].kind if own else Kind.ANY
        found.append(Asked(path, label, kind, choices, closed, typed.get(path, usual)))
    return found


def _choices(columns: list[Input], tables: list[Table]) -> tuple[bool, list[tuple[str, str]]]:
    """(no others may come, values with their words): those that are allowed, else those that rules name."""
    if not columns:
        return False, []
    if columns[0].kind is Kind.YES_NO:
        return True, [("true", _("yes")), ("false", _("no"))]
    allowed = next((c.allowed for c in columns if c.allowed.spans and not c.allowed.inverse), None)
    if allowed is not None and all(span.is_point for span in allowed.spans):
        return True, [(str(span.low), value_in_words(span.low)) for span in allowed.spans[:MOST_CHOICES]]
    if columns[0].kind is not Kind.TEXT:
        return False, []
    named = {
        str(span.low): None
        for table in tables
        for rule in table.rules
        for column, cell in zip(table.inputs, rule.cells, strict=True)
        if column in columns and cell.shape is not None
        for span in cell.shape.spans
    }
    return False, [(name, name) for name in list(named)[:MOST_CHOICES]]


def read(asked: Asked) -> Any:
    """The value that was typed, None where nothing was. Raises ``NotReadableError``."""
    text = asked.typed.strip()
    if not text:
        return None
    if asked.kind in (Kind.NUMBER, Kind.INTEGER, Kind.ANY):
        number = read_number(text, below=10**15)
        if number is not None:
            return plain(number)
        if asked.kind is Kind.ANY:
            return {"ja": True, "true": True, "nein": False, "false": False}.get(text.lower(), text)
        raise NotReadableError(_("Please write a number, such as 3 or 12,50."))
    if asked.kind is Kind.YES_NO:
        return text == "true"
    try:
        if asked.kind is Kind.DATE:
            return date.fromisoformat(text).isoformat()
        if asked.kind is Kind.MOMENT:
            return datetime.fromisoformat(text).isoformat()
        if asked.kind is Kind.TIME:
            return time.fromisoformat(text).isoformat()
    except ValueError:
        raise NotReadableError(_("Please choose a day or a time.")) from None
    return text


def variables(asked: list[tuple[Asked, Any]]) -> dict[str, Any]:
    """Nested variables from dotted paths; what was not given is not there."""
    found: dict[str, Any] = {}
    for one, value in asked:
        place = found
        *above, last = one.path.split(".")
        for name in above:
            inner = place.setdefault(name, {})
            place = inner if isinstance(inner, dict) else {}
        if value is not None:
            place[last] = value
    return found
