"""Show rules that can never hold: tried over all answers of the yes/no and choice questions that they speak of."""

from __future__ import annotations

import itertools
from typing import Any

from .nodes import Node, Rule

MAX_CASES = 4096


def never_holds(rule: Rule) -> bool:
    """Whether the rule holds for no answers at all; False where that cannot be tried out."""
    domains = []
    for binding in rule.bindings:
        values = (
            _values(binding.node) if len(binding.keys) == 1 + _depth(binding.node, binding.keys) else None
        )
        if values is None:
            return False
        domains.append(values)
    size = 1
    for values in domains:
        size *= len(values)
    if size > MAX_CASES:
        return False
    names = [binding.variable for binding in rule.bindings]
    cases = itertools.product(*domains)
    return not any(rule.expression.execute(dict(zip(names, case, strict=True))) is True for case in cases)


def _depth(node: Node, keys: tuple[str, ...]) -> int:
    """How many groups the chain of keys names before the field; parts of a field make it longer."""
    return len(keys) - 1 if keys[-1] == node.key else -1


def _values(node: Node) -> list[Any] | None:
    if node.is_group:
        return None
    if node.item.type in ("yes_no", "consent"):
        return [True, False, None]
    if node.item.type == "choice":
        return [*(choice.value for choice in node.item.choices), None]
    return None
