"""The order in which nodes are evaluated: whoever decides comes before whom it decides on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .nodes import Node, Rule, Tree
from .types import Finding


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
