"""A rule on sample values: does it hold?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.expressions import ExpressionError, compile_expression
from allmende.foundation.readable import read_json

from .bpmn.outline import FLOW_NODES
from .bpmn.tree import Element, kind, our
from .wording import Labels

#: Every process of a case knows these.
USUAL = ("outcome", "unit", "case.number", "case.received_on", "case.due_on")


@dataclass(frozen=True)
class Trial:
    """``samples`` are the values that the rule reads, with what was typed; ``outcome`` in words, empty before."""

    samples: list[tuple[str, str]]
    outcome: str
    holds: bool


def try_rule(rule: str, typed: Mapping[str, str], *, run: bool) -> Trial:
    """The values that ``rule`` needs, and what it says with those typed (``sample-<name>``)."""
    try:
        expression = compile_expression(rule.strip().removeprefix("="))
    except ExpressionError as error:
        return Trial([], _("This rule cannot be read: %(error)s") % {"error": error}, False)
    names = sorted(expression.references)
    samples = [(name, typed.get(f"sample-{name}", "")) for name in names]
    if names and not run:
        return Trial(samples, "", False)
    value = expression.evaluate(nested(samples))
    if value is None:
        return Trial(samples, _("With these values it cannot be worked out, so it does not hold."), False)
    if isinstance(value, bool):
        return Trial(
            samples,
            _("With these values it holds.") if value else _("With these values it does not hold."),
            value,
        )
    return Trial(samples, _("With these values it gives: %(value)s") % {"value": value}, True)


def suggestions(root: Element, labels: Labels) -> list[tuple[str, str]]:
    """Names that a rule in this model can use, with their words: what every case has, the fields of the form and the
    parameters of the procedure, and what its own steps set.
    """
    own = {our(element, "result") for element in root.iter() if kind(element) in FLOW_NODES} - {""}
    names = dict.fromkeys([*sorted(own), *USUAL, *labels.names])
    return [(name, labels.known(name)) for name in names]


def flat(values: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Nested data by dotted name, as rules read it."""
    found: list[tuple[str, Any]] = []
    for key, value in values.items():
        found += flat(value, f"{above}{key}.") if isinstance(value, Mapping) else [(f"{above}{key}", value)]
    return found


def nested(samples: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Typed values by dotted name as the nested data that rules read; what is empty is left out."""
    env: dict[str, Any] = {}
    for name, text in samples:
        if text.strip():
            *path, last = name.split(".")
            place = env
            for part in path:
                # A rule may read both a value and what is inside it: only the latter can be sampled.
                if not isinstance(place.get(part), dict):
                    place[part] = {}
                place = place[part]
            place[last] = _value(text.strip())
    return env


def _value(text: str) -> Any:
    try:
        return read_json({"ja": "true", "nein": "false"}.get(text.lower(), text))
    except ValueError:
        return text
