"""What is evaluated, and in which order: whoever decides comes before whom it decides on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .nodes import Node, Rule, Tree
from .types import Finding


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What a pass visits: the whole form, or of one page what stands on it and what its rules speak of."""

    page: str | None
    order: tuple[Node, ...]
    groups: tuple[Node, ...]  #: those of ``order``, outer ones first


def plan_whole(tree: Tree, order: list[Node]) -> Plan:
    """A pass over everything."""
    return Plan(None, tuple(order), tuple(node for node in tree.items.values() if node.is_group))


def plan_page(tree: Tree, order: list[Node], page: Node) -> Plan:
    """A pass for ``page``: its items, which pages are shown, and all that these depend on."""
    wanted: dict[int, Node] = {}
    ahead = [*tree.pages, *page.below()]
    ahead += [node for check in _checks_of(tree, page) for node in rule_needs(check)]
    for node in page.below():
        ahead += [other for rule in node.rules.judging() for other in rule_needs(rule)]
    while ahead:
        node = ahead.pop()
        if id(node) not in wanted:
            wanted[id(node)] = node
            ahead += _needs(node)
    kept = tuple(node for node in order if id(node) in wanted)
    groups = tuple(node for node in tree.items.values() if node.is_group and id(node) in wanted)
    return Plan(page.key, kept, groups)


def _checks_of(tree: Tree, page: Node) -> Iterator[Rule]:
    for bound in page.rules.checks:
        yield bound.rule
    for bound in tree.checks:
        if tree.page_of_check(bound) == page.key:
            yield bound.rule


def sort_nodes(tree: Tree) -> tuple[list[Node], list[Finding]]:
    """Pages and items so that each stands after what its show and compute rules need; cycles as findings.

    Only these two rules change answers; require, check and choice rules look at the finished answers and need no order.
    """
    nodes = [*tree.pages, *tree.items.values()]
    needs = {id(node): _needs(node) for node in nodes}
    ordered: list[Node] = []
    state: dict[int, int] = {}
    findings: list[Finding] = []
    for start in nodes:
        stack: list[tuple[Node, int]] = [(start, 0)]
        if state.get(id(start)):
            continue
        state[id(start)] = 1
        while stack:
            node, index = stack.pop()
            if index < len(needs[id(node)]):
                stack.append((node, index + 1))
                other = needs[id(node)][index]
                if not state.get(id(other)):
                    state[id(other)] = 1
                    stack.append((other, 0))
                elif state[id(other)] == 1:
                    findings.append(_cycle([entry for entry, _at in stack], other))
            else:
                state[id(node)] = 2
                ordered.append(node)
    return ordered, findings


def _needs(node: Node) -> list[Node]:
    found: list[Node] = [node.parent] if node.parent else []
    for rule in (node.rules.show, node.rules.compute):
        found += rule_needs(rule)
    return list({id(other): other for other in found}.values())


def rule_needs(rule: Rule | None) -> list[Node]:
    """What must be known before ``rule`` is evaluated: for a group everything in it."""
    found: list[Node] = []
    for binding in rule.bindings if rule else ():
        found += [binding.node, *binding.node.below()] if binding.node.is_group else [binding.node]
    return found


def _cycle(stack: list[Node], other: Node) -> Finding:
    ring = stack[next(i for i, node in enumerate(stack) if node is other) :]
    named = " → ".join([*(node.path for node in ring), other.path])
    return Finding("cycle", other.path, _("These rules turn in a circle: %(ring)s") % {"ring": named})
