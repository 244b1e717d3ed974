"""The compiled tree: one node per page, group and field, with its rules bound to the answers they speak of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from allmende.foundation.expressions import Expression

from ..fields import Check, Choice
from ..schema import Form, Group, Page
from .kinds import KINDS, Kind


@dataclasses.dataclass(frozen=True, slots=True)
class Binding:
    """Where a rule's variable gets its value: ``up`` scopes outward, then down the keys."""

    variable: str
    up: int
    keys: tuple[str, ...]
    node: Node


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """An expression with its variables bound."""

    expression: Expression
    bindings: tuple[Binding, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class BoundCheck:
    rule: Rule
    check: Check
    at: str  #: suffix to the owner's instance path; "" for the owner itself


@dataclasses.dataclass(slots=True)
class Rules:
    """All rules of one node."""

    show: Rule | None = None
    required: Rule | None = None
    compute: Rule | None = None
    minimum: Rule | None = None
    maximum: Rule | None = None
    allowed: Rule | None = None
    choices: dict[int, Rule] = dataclasses.field(default_factory=dict)
    checks: tuple[BoundCheck, ...] = ()

    def judging(self) -> Iterator[Rule]:
        """The rules that look at finished answers: what is required, offered, within limits, right."""
        yield from filter(None, (self.required, self.minimum, self.maximum, self.allowed))
        yield from self.choices.values()
        yield from (bound.rule for bound in self.checks)


@dataclasses.dataclass(slots=True, eq=False)
class Node:
    """A page, a group or a field; ``scope`` is the group (None: the root) whose answers it is part of."""

    path: str
    key: str
    item: Any
    page: str
    parent: Node | None  #: the group or page around it
    scope: Node | None  #: the nearest group around it
    children: list[Node] = dataclasses.field(default_factory=list)
    rules: Rules = dataclasses.field(default_factory=Rules)
    kind: Kind | None = None
    # Asked for every node in every pass, so they are worked out once.
    is_group: bool = dataclasses.field(init=False)
    is_page: bool = dataclasses.field(init=False)
    repeats: bool = dataclasses.field(init=False)
    choices: tuple[Choice, ...] = dataclasses.field(init=False)
    outer: int = dataclasses.field(init=False)  #: the key of its scope among a run's instances

    def __post_init__(self) -> None:
        self.is_group = isinstance(self.item, Group)
        self.is_page = isinstance(self.item, Page)
        self.choices = getattr(self.item, "choices", ())
        self.repeats = isinstance(self.item, Group) and self.item.repeats
        self.outer = id(self.scope) if self.scope else 0

    def below(self) -> Iterator[Node]:
        for child in self.children:
            yield child
            yield from child.below()


@dataclasses.dataclass(slots=True)
class Tree:
    """The form's nodes: pages in order, all items by path, and the checks of the whole form."""

    form: Form
    pages: list[Node] = dataclasses.field(default_factory=list)
    top: dict[str, Node] = dataclasses.field(default_factory=dict)
    items: dict[str, Node] = dataclasses.field(default_factory=dict)
    checks: tuple[BoundCheck, ...] = ()

    def page_of_check(self, bound: BoundCheck) -> str | None:
        """The page at which a check of the whole form complains; None: at the end."""
        node = self.top.get(bound.at.partition(".")[0])
        return node.page if node is not None else None


def plant(form: Form) -> Tree:
    """The tree of a form, rules not yet compiled."""
    tree = Tree(form)
    for page in form.pages:
        node = Node(path=f"page:{page.key}", key=page.key, item=page, page=page.key, parent=None, scope=None)
        tree.pages.append(node)
        _grow(tree, node, page.items, prefix="", scope=None)
    return tree


def _grow(tree: Tree, parent: Node, items: tuple[Any, ...], prefix: str, scope: Node | None) -> None:
    for item in items:
        node = Node(
            path=f"{prefix}{item.key}",
            key=item.key,
            item=item,
            page=parent.page,
            parent=parent,
            scope=scope,
            kind=None if isinstance(item, Group) else KINDS[item.type],
        )
        parent.children.append(node)
        tree.items[node.path] = node
        if scope is None:
            tree.top[node.key] = node
        if isinstance(item, Group):
            _grow(tree, node, item.items, prefix=f"{node.path}.", scope=node)
