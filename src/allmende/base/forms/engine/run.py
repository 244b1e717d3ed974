"""One pass over the nodes: what is shown, and which values rules see."""

from __future__ import annotations

import dataclasses
from typing import Any

from .kinds import ComputedKind, MalformedError, is_blank
from .nodes import Node, Rule, Tree
from .order import Plan
from .scopes import Scope, mark_filled, open_scopes
from .types import Answers


@dataclasses.dataclass(slots=True)
class Record:
    """A field that is shown."""

    node: Node
    scope: Scope
    path: str
    raw: Any
    decoded: Any
    malformed: str


@dataclasses.dataclass(slots=True)
class Run:
    """The state after the pass."""

    root: Scope
    instances: dict[int, list[Scope]]
    pages: list[str] = dataclasses.field(default_factory=list)
    visible: set[str] = dataclasses.field(default_factory=set)
    computed: dict[str, Any] = dataclasses.field(default_factory=dict)
    records: list[Record] = dataclasses.field(default_factory=list)

    def of_scope(self, node: Node) -> list[Scope]:
        """The instances of the group that ``node`` stands in."""
        return self.instances[node.outer]


def value_of(rule: Rule, scope: Scope) -> Any:
    """The rule's value in ``scope``; None where unknown."""
    variables = {}
    for binding in rule.bindings:
        place: Scope = scope
        for _level in range(binding.up):
            place = place.parent or place
        value: Any = place.values
        for key in binding.keys:
            value = value.get(key) if isinstance(value, dict) else None
        variables[binding.variable] = value
    return rule.expression.execute(variables)


def holds(rule: Rule, scope: Scope) -> bool:
    return value_of(rule, scope) is True


def run(tree: Tree, plan: Plan, answers: Answers) -> Run:
    """Evaluate the show and compute rules of ``plan`` over ``answers``."""
    root, instances = open_scopes(plan.groups, answers)
    state = Run(root, instances)
    shown_pages: set[str] = set()
    for node in plan.order:
        if node.is_page:
            if node.rules.show is None or holds(node.rules.show, root):
                shown_pages.add(node.key)
            continue
        page_shown = node.page in shown_pages
        for scope in instances[node.outer]:
            alive = scope.alive and page_shown
            if alive and node.rules.show is not None:
                alive = holds(node.rules.show, scope)
            if node.is_group:
                _enter_group(state, node, scope, alive)
            elif alive:
                _take_answer(state, node, scope)
            else:
                scope.values[node.key] = None
    state.pages = [page.key for page in tree.pages if page.key in shown_pages]
    return state


def _enter_group(state: Run, node: Node, scope: Scope, alive: bool) -> None:
    rows = scope.children[node.key]
    for row in rows:
        row.alive = alive
    if node.repeats:
        scope.values[node.key] = [row.values for row in rows] if alive else []
    else:
        scope.values[node.key] = rows[0].values if alive else None
    if alive:
        state.visible.add(f"{scope.prefix}{node.key}")
        if node.repeats:
            state.visible.update(row.prefix[:-1] for row in rows)


def _take_answer(state: Run, node: Node, scope: Scope) -> None:
    item, kind, key = node.item, node.kind, node.key
    path = f"{scope.prefix}{key}"
    if not item.hidden:
        state.visible.add(path)
    if isinstance(kind, ComputedKind):
        result = value_of(node.rules.compute, scope) if node.rules.compute else None
        raw = kind.canonical(item, result)
        state.computed[path] = raw
    else:
        raw = scope.raw.get(key)
        if raw is None and item.default is not None and (item.hidden or item.read_only):
            raw = item.default
        elif kind is not None and kind.posted and not scope.filled and not is_blank(raw):
            mark_filled(scope)
    decoded, malformed = None, ""
    if kind is not None and not is_blank(raw):
        try:
            decoded = kind.decode(item, raw)
        except MalformedError as error:
            malformed = str(error)
        scope.kept[key] = raw
    scope.values[key] = decoded
    state.records.append(Record(node, scope, path, raw, decoded, malformed))
