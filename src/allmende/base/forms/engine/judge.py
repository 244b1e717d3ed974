"""What is required, offered and wrong, once it is known what is shown."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..fields import Choice
from ..schema import text_in
from .kinds import Context
from .nodes import BoundCheck, Node, Rule, Tree
from .order import Plan
from .run import Record, Run, holds, value_of
from .scopes import Scope
from .types import CodeLists, Errors


class Judge:
    """Collects requirements, choices and errors of one run; where that was of a page, only of that page."""

    def __init__(self, tree: Tree, plan: Plan, state: Run, code_lists: CodeLists) -> None:
        self.tree = tree
        self.state = state
        self.code_lists = code_lists
        self.groups = plan.groups
        self.page = plan.page
        self.language = get_language() or "de"
        self.required: set[str] = set()
        self.choices: dict[str, tuple[Choice, ...]] = {}
        self.allowed: dict[str, frozenset[str]] = {}
        self.errors: dict[str, list[str]] = defaultdict(list)

    def judge(self) -> Errors:
        """Everything; returns the errors."""
        for record in self._wanted():
            self._field(record)
        for node in self.groups:
            if self._asked(node.page):
                self._group(node)
        for page in self.tree.pages:
            if self._asked(page.key) and page.key in self.state.pages:
                self._checks(page.rules.checks, self.state.root, "")
        self._form_checks()
        return {path: tuple(dict.fromkeys(messages)) for path, messages in self.errors.items()}

    def offer(self) -> None:
        """Only what is required and offered: for a page that is shown before anybody is to be told anything."""
        for record in self._wanted():
            if record.scope.wanted and self._must(record.node, record.scope):
                self.required.add(record.path)
            if record.node.rules.choices or record.node.rules.allowed:
                self._context(record)

    def _wanted(self) -> list[Record]:
        for node in self.groups:
            self._want(node)
        return [r for r in self.state.records if self._asked(r.node.page) and not r.node.item.hidden]

    def _asked(self, page: str) -> bool:
        return self.page is None or page == self.page

    def _label(self, item: Any) -> str:
        return text_in(item.label, self.language) or item.key

    # -- groups

    def _want(self, node: Node) -> None:
        """Decide whether what is required inside counts, and whether the group itself must be answered."""
        for outer in self.state.of_scope(node):
            path = f"{outer.prefix}{node.key}"
            rows = outer.children[node.key]
            must = path in self.state.visible and outer.wanted and self._must(node, outer)
            if must:
                self.required.add(path)
            for index, row in enumerate(rows):
                needed = index < node.item.minimum or (must and index == 0)
                row.wanted = row.alive and outer.wanted and (row.filled or needed)

    def _must(self, node: Node, scope: Scope) -> bool:
        rule = node.rules.required
        return holds(rule, scope) if rule else node.item.required is True

    def _group(self, node: Node) -> None:
        for outer in self.state.of_scope(node):
            path = f"{outer.prefix}{node.key}"
            if path not in self.state.visible:
                continue
            rows = outer.children[node.key]
            for row in rows:
                if row.wanted:
                    self._checks(node.rules.checks, row, row.prefix)
            maximum = node.item.maximum
            if node.repeats and maximum is not None and len(rows) > maximum:
                self.errors[path].append(_("At most %(max)s entries are possible.") % {"max": maximum})
            if path in self.required and not any(row.filled for row in rows):
                self._missing_group(node, path)

    def _missing_group(self, node: Node, path: str) -> None:
        """Only where nothing inside complains already."""
        if not any(other.startswith(f"{path}.") for other in self.errors):
            label = self._label(node.item)
            text = (
                _("Please add at least one entry to “%(label)s”.")
                if node.repeats
                else _("Please fill in “%(label)s”.")
            )
            self.errors[path].append(text % {"label": label})

    # -- fields

    def _field(self, record: Record) -> None:
        node, scope, path = record.node, record.scope, record.path
        kind, item = node.kind, node.item
        if kind is None:
            return
        context = self._context(record)
        if scope.wanted and self._must(node, scope):
            self.required.add(path)
            for part, message in kind.missing(item, record.raw, context.label):
                self._complain(path, part, message)
        if record.malformed:
            own = text_in(item.message, self.language)
            self.errors[path].append(own or record.malformed)
        elif record.decoded is not None:
            for part, message in kind.problems(item, record.raw, record.decoded, context):
                self._complain(path, part, text_in(item.message, self.language) or message)
        self._checks(node.rules.checks, scope, f"{path}.")

    def _complain(self, path: str, part: str, message: str) -> None:
        self.errors[f"{path}.{part}" if part else path].append(message)

    def _context(self, record: Record) -> Context:
        item, rules, scope = record.node.item, record.node.rules, record.scope
        choices = record.node.choices
        if rules.choices:
            choices = tuple(
                choice
                for index, choice in enumerate(choices)
                if index not in rules.choices or holds(rules.choices[index], scope)
            )
            self.choices[record.path] = choices
        allowed = None
        if rules.allowed:
            codes = value_of(rules.allowed, scope)
            if isinstance(codes, list):
                allowed = self.allowed[record.path] = frozenset(map(str, codes))
        minimum = maximum = None
        if item.type == "date":
            minimum = _limit(item.minimum, rules.minimum, scope)
            maximum = _limit(item.maximum, rules.maximum, scope)
        return Context(self._label(item), self.code_lists, choices, allowed, minimum, maximum, self.language)

    # -- checks

    def _checks(self, checks: tuple[BoundCheck, ...], scope: Scope, prefix: str) -> None:
        for bound in checks:
            if value_of(bound.rule, scope) is False:
                self._fail(bound, prefix)

    def _fail(self, bound: BoundCheck, prefix: str) -> None:
        path = f"{prefix}{bound.at}" if bound.at else prefix.rstrip(".")
        if bound.at and not self._shown(path):
            path = prefix.rstrip(".")
        self.errors[path].append(text_in(bound.check.message, self.language))

    def _shown(self, path: str) -> bool:
        return path in self.state.visible or path.rpartition(".")[0] in self.state.visible

    def _form_checks(self) -> None:
        for bound in self.tree.checks:
            if self.page is None or self.tree.page_of_check(bound) == self.page:
                self._checks((bound,), self.state.root, "")


def _limit(fixed: Any, rule: Rule | None, scope: Scope) -> date | None:
    if rule is None:
        return fixed if isinstance(fixed, date) else None
    value = value_of(rule, scope)
    return value.date() if isinstance(value, datetime) else None
