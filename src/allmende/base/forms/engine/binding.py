"""Bind the names in rules to answers: first among the neighbours, then outwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.expressions import ExpressionError, compile_expression

from ..fields import Check
from ..wording import explain
from .nodes import Binding, BoundCheck, Node, Rule, Tree
from .types import Finding

Report = Callable[[Finding], None]


class _UnboundError(ValueError):
    pass


def bind_all(tree: Tree, report: Report) -> None:
    """Compile and bind every rule of the tree; what does not work goes to ``report`` and is left out."""
    binder = _Binder(tree, report)
    for page in tree.pages:
        page.rules.show = binder.rule(page.item.show, None, page.path)
        page.rules.checks = binder.checks(page.item.checks, None, page.path, page.children)
    for node in tree.items.values():
        binder.node(node)
    tree.checks = binder.checks(tree.form.checks, None, "", list(tree.top.values()))


class _Binder:
    def __init__(self, tree: Tree, report: Report) -> None:
        self.tree = tree
        self.report = report

    def node(self, node: Node) -> None:
        item, rules, scope = node.item, node.rules, node.scope
        rules.show = self.rule(item.show, scope, node.path)
        if isinstance(item.required, str):
            rules.required = self.rule(item.required, scope, node.path)
        if node.is_group:
            rules.checks = self.checks(item.checks, node, node.path, node.children)
            return
        rules.checks = self.checks(item.checks, scope, node.path, [])
        rules.compute = self.rule(getattr(item, "compute", None), scope, node.path)
        rules.allowed = self.rule(getattr(item, "allowed", None), scope, node.path)
        if item.type == "date":
            rules.minimum = self._limit(item.minimum, node)
            rules.maximum = self._limit(item.maximum, node)
        for index, choice in enumerate(node.choices):
            bound = self.rule(choice.show, scope, f"{node.path}.{choice.value}")
            if bound:
                rules.choices[index] = bound

    def _limit(self, limit: date | str | None, node: Node) -> Rule | None:
        return self.rule(limit, node.scope, node.path) if isinstance(limit, str) else None

    def rule(self, text: str | None, scope: Node | None, place: str) -> Rule | None:
        """The bound rule, or None where there is none or it does not compile (reported)."""
        if text is None:
            return None
        try:
            expression = compile_expression(text)
        except ExpressionError as error:
            message = _("The rule “%(rule)s” cannot be read: %(why)s") % {"rule": text, "why": explain(error)}
            self.report(Finding("expression", place, message))
            return None
        bindings = []
        for variable, chain in expression.variables:
            try:
                bindings.append(self._bind(variable, chain, scope))
            except _UnboundError as error:
                message = _("The rule “%(rule)s”: %(why)s") % {"rule": text, "why": error}
                self.report(Finding("unknown_name", place, message))
                return None
        return Rule(expression, tuple(bindings))

    def _bind(self, variable: str, chain: tuple[str, ...], scope: Node | None) -> Binding:
        up, level = 0, scope
        while True:
            known = {child.key: child for child in level.children} if level else self.tree.top
            if chain[0] in known:
                node = _follow(known[chain[0]], chain)
                return Binding(variable, up, chain, node)
            if level is None:
                raise _UnboundError(_("there is no question with the key “%(key)s”.") % {"key": chain[0]})
            level, up = level.scope, up + 1

    def checks(
        self, checks: tuple[Check, ...], scope: Node | None, place: str, children: list[Node]
    ) -> tuple[BoundCheck, ...]:
        bound = []
        for check in checks:
            rule = self.rule(check.rule, scope, place)
            if check.at and not _leads_somewhere(check.at, children):
                message = _("A check points at “%(key)s”, which is not there.") % {"key": check.at}
                self.report(Finding("unknown_name", place, message))
            elif rule:
                bound.append(BoundCheck(rule, check, check.at))
        return tuple(bound)


def _follow(node: Node, chain: tuple[str, ...]) -> Node:
    """The node that a chain of keys ends at; parts of addresses and persons belong to their field."""
    for position, key in enumerate(chain[1:], start=1):
        if node.repeats:
            raise _UnboundError(
                _("“%(key)s” can be there several times: use %(key)s.exists(x, …) or another macro.")
                % {"key": node.key}
            )
        if not node.is_group:
            if key in getattr(node.item, "parts", ()) and position == len(chain) - 1:
                return node
            raise _UnboundError(_("“%(path)s” has no part “%(key)s”.") % {"path": node.path, "key": key})
        below = {child.key: child for child in node.children}
        if key not in below:
            raise _UnboundError(_("“%(path)s” has no question “%(key)s”.") % {"path": node.path, "key": key})
        node = below[key]
    return node


def _leads_somewhere(at: str, children: list[Any]) -> bool:
    node: Node | None = None
    for key in at.split("."):
        known = {child.key: child for child in (node.children if node else children)}
        if key not in known:
            return node is not None and key in getattr(node.item, "parts", ())
        node = known[key]
        if node.repeats:
            return at.endswith(key)
    return True
