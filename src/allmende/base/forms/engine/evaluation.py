"""The result of one pass over a form: everything that can be asked about some answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ..fields import Choice, Level
from .judge import Judge
from .kinds import is_blank
from .nodes import Tree
from .order import Plan
from .run import run
from .scopes import Scope
from .summary import summarise
from .types import Answers, CodeLists, Errors, SummarySection

_LEVELS: tuple[Level, ...] = ("none", "low", "substantial", "high")


class Evaluation:
    """What the rules say about some answers: all rules ran once, the rest is worked out when it is asked for.

    All paths are instance paths (``dogs.0.breed``). Of one request and one language, like the request's answers.
    """

    def __init__(self, tree: Tree, plan: Plan, lists: CodeLists, answers: Answers) -> None:
        self._tree, self._plan, self._lists = tree, plan, lists
        self._run = run(tree, plan, answers)
        #: keys of the pages that are shown, in order
        self.pages: tuple[str, ...] = tuple(self._run.pages)
        #: fields and groups (and repetitions, ``dogs.0``) that are shown
        self.visible: frozenset[str] = frozenset(self._run.visible)
        #: computed fields' values by path
        self.computed: dict[str, Any] = self._run.computed

    @cached_property
    def errors(self) -> Errors:
        """Messages for people by path, in the active language; hidden answers do not count."""
        judge = Judge(self._tree, self._plan, self._run, self._lists)
        errors = judge.judge()
        self._offers = judge
        return errors

    @cached_property
    def _offers(self) -> Judge:
        judge = Judge(self._tree, self._plan, self._run, self._lists)
        judge.offer()
        return judge

    @cached_property
    def required(self) -> frozenset[str]:
        """Of what is shown, which must be answered."""
        return frozenset(self._offers.required)

    @property
    def choices(self) -> dict[str, tuple[Choice, ...]]:
        """What is offered, only where the choices depend on answers."""
        return self._offers.choices

    @property
    def allowed_codes(self) -> dict[str, frozenset[str]]:
        """Only for code fields with an ``allowed`` rule."""
        return self._offers.allowed

    @cached_property
    def values(self) -> Answers:
        """The answers without hidden ones, with computed values."""
        return _values(self._run.root, keep_blank_rows=True)

    @cached_property
    def submission(self) -> Answers:
        """The answers to keep, where there are no errors: ``values`` without blank rows."""
        return _values(self._run.root, keep_blank_rows=False)

    @cached_property
    def level(self) -> Level:
        """The highest level of identification that the form or an answered field asks for."""
        asked = [record.node.item.level for record in self._run.records if not is_blank(record.raw)]
        return max([self._tree.form.level, *asked], key=_LEVELS.index)

    def summary(
        self, language: str = "de", file_names: Mapping[str, str] | None = None
    ) -> tuple[SummarySection, ...]:
        """Label and value rows of what is shown, by page and group; ``file_names``: id → name."""
        return summarise(self._tree, self._run, self._lists, language, file_names or {})


def _values(scope: Scope, *, keep_blank_rows: bool) -> Answers:
    result = dict(scope.kept)
    for key, rows in scope.children.items():
        alive = [row for row in rows if row.alive]
        if not alive:
            continue
        inner = [_values(row, keep_blank_rows=keep_blank_rows) for row in alive]
        if alive[0].node is not None and alive[0].node.repeats:
            kept = [row for row in inner if row or keep_blank_rows]
            if kept:
                result[key] = kept
        elif inner[0]:
            result[key] = inner[0]
    return result
