"""Answers as scopes: the root, each group, and each repetition of a group."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .nodes import Node

MAX_ROWS = 500


class Scope:
    """One group instance: its raw answers, and the values that rules see (null until known)."""

    __slots__ = ("alive", "children", "filled", "kept", "node", "parent", "prefix", "raw", "values", "wanted")

    def __init__(self, node: Node | None, parent: Scope | None, prefix: str, raw: dict[str, Any]) -> None:
        self.node = node
        self.parent = parent
        self.prefix = prefix
        self.raw = raw
        self.values: dict[str, Any] = {}
        self.kept: dict[str, Any] = {}  #: raw answers of what is shown, with computed ones
        self.children: dict[str, list[Scope]] = {}
        self.alive = True  #: shown
        self.filled = False  #: whether something in it is answered and shown
        self.wanted = True  #: whether what is required in it counts


def open_scopes(groups: Iterable[Node], answers: dict[str, Any]) -> tuple[Scope, dict[int, list[Scope]]]:
    """The root scope, and all instances of each of ``groups`` by ``id(node)`` (0 for the root); outer ones first."""
    root = Scope(None, None, "", answers)
    instances: dict[int, list[Scope]] = {0: [root]}
    for node in groups:
        instances[id(node)] = found = []
        for parent in instances[node.outer]:
            rows = _rows(node, parent)
            parent.children[node.key] = rows
            found += rows
    return root, instances


def _rows(node: Node, parent: Scope) -> list[Scope]:
    raw = parent.raw.get(node.key)
    path = f"{parent.prefix}{node.key}"
    if not node.repeats:
        return [Scope(node, parent, f"{path}.", raw if isinstance(raw, dict) else {})]
    rows = [row if isinstance(row, dict) else {} for row in raw[:MAX_ROWS]] if isinstance(raw, list) else []
    rows += [{} for _missing in range(len(rows), min(node.item.minimum, MAX_ROWS))]
    return [Scope(node, parent, f"{path}.{index}.", row) for index, row in enumerate(rows)]


def mark_filled(scope: Scope) -> None:
    """Tell this scope and those around it that something in it is answered."""
    outer: Scope | None = scope
    while outer is not None and not outer.filled:
        outer.filled = True
        outer = outer.parent
