"""The compiled form: what pages, procedures and the command line work with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..fields import AnyField, Level
from ..paths import without_numbers
from ..schema import Form, Group, Page
from .binding import bind_all
from .judge import Judge
from .kinds import is_blank
from .nodes import Tree, plant
from .order import sort_nodes
from .parse import parse_items
from .run import run
from .scopes import Scope
from .summary import summarise
from .types import (
    Answers,
    CodeLists,
    Errors,
    Evaluation,
    Finding,
    MemoryCodeLists,
    Parsed,
    SummarySection,
)

_LEVELS: tuple[Level, ...] = ("none", "low", "substantial", "high")


class FormError(ValueError):
    """A form cannot be compiled; ``findings`` name what and where."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))


class CompiledForm:
    """A form with its rules compiled, its dependency graph sorted and its paths known. Immutable, thread-safe."""

    def __init__(self, tree: Tree, order: list[Any], code_lists: CodeLists) -> None:
        self.form: Form = tree.form
        self.pages: tuple[Page, ...] = tree.form.pages
        #: every group and field by its path without indices (``dogs.breed``), in order
        self.items: dict[str, Group | AnyField] = {path: node.item for path, node in tree.items.items()}
        self.code_lists = code_lists
        self._tree = tree
        self._order = order

    def evaluate(self, answers: Answers, page: str | None = None) -> Evaluation:
        """All rules over ``answers`` in one pass; with ``page`` only that page's requirements, choices and errors."""
        state = run(self._tree, self._order, answers)
        judge = Judge(self._tree, state, self.code_lists, page)
        errors = judge.judge()
        return Evaluation(
            pages=tuple(state.pages),
            visible=frozenset(state.visible),
            required=frozenset(judge.required),
            values=_values(state.root, keep_blank_rows=True),
            computed=state.computed,
            choices=judge.choices,
            allowed_codes=judge.allowed,
            errors=errors,
        )

    def parse_page(self, page: str, post: Mapping[str, Any], previous: Answers | None = None) -> Parsed:
        """What was posted for ``page`` (a QueryDict or a dict of flat names) as canonical answers and errors.

        ``Parsed.answers`` has the top-level keys of this page; ``merge(previous, page, parsed.answers)`` is the new
        whole. A field that was not posted because it was not shown keeps its answer of ``previous``, and so
        does a file field that was not posted. Ids of files are taken as they come: the keeper of the draft checks them.
        """
        previous = previous or {}
        answers = parse_items(
            self._tree, page, post, previous, lambda: run(self._tree, self._order, previous).visible
        )
        evaluation = self.evaluate(self.merge(previous, page, answers), page)
        return Parsed(answers, evaluation.errors, evaluation)

    def merge(self, previous: Answers, page: str, answers: Answers) -> Answers:
        """``previous`` with the answers of ``page`` replaced by ``answers``."""
        own = {item.key for entry in self.pages if entry.key == page for item in entry.items}
        return {**{key: value for key, value in previous.items() if key not in own}, **answers}

    def validate(self, answers: Answers) -> Errors:
        """What is wrong with the complete form; hidden answers do not count."""
        return self.evaluate(answers).errors

    def submission(self, answers: Answers) -> Answers:
        """The answers to keep: hidden ones, unknown keys and blank rows dropped, computed ones added.

        Call after ``validate`` found nothing.
        """
        return _values(run(self._tree, self._order, answers).root, keep_blank_rows=False)

    def checked(self, answers: Answers) -> tuple[Errors, Answers]:
        """``validate`` and, where it finds nothing, ``submission``, by one pass over the rules."""
        state = run(self._tree, self._order, answers)
        errors = Judge(self._tree, state, self.code_lists, None).judge()
        return errors, {} if errors else _values(state.root, keep_blank_rows=False)

    def summary(
        self, answers: Answers, language: str = "de", file_names: Mapping[str, str] | None = None
    ) -> tuple[SummarySection, ...]:
        """Label and value rows of what is shown, by page and group; ``file_names``: id → name."""
        return self.reviewed(answers, language, file_names)[1]

    def reviewed(
        self, answers: Answers, language: str = "de", file_names: Mapping[str, str] | None = None
    ) -> tuple[Errors, tuple[SummarySection, ...]]:
        """``validate`` and ``summary``, by one pass over the rules."""
        state = run(self._tree, self._order, answers)
        errors = Judge(self._tree, state, self.code_lists, None).judge()
        return errors, summarise(self._tree, state, self.code_lists, language, file_names or {})

    def page_of(self, path: str) -> str:
        """The key of the page on which the field with this (instance) path stands; raises KeyError."""
        return self._tree.top[path.partition(".")[0]].page

    def item_at(self, path: str) -> Group | AnyField:
        """The field or group of an instance path (``dogs.0.breed``); raises KeyError."""
        return self.items[without_numbers(path)]

    def required_level(self, answers: Answers) -> Level:
        """The highest level of identification that the form or an answered field asks for."""
        records = run(self._tree, self._order, answers).records
        asked = [record.node.item.level for record in records if not is_blank(record.raw)]
        return max([self.form.level, *asked], key=_LEVELS.index)

    def prefill_sources(self) -> dict[str, str]:
        """The fields outside repeated groups that can be filled in, with their source (``account.email``)."""
        return {
            path: node.item.prefill
            for path, node in self._tree.items.items()
            if not node.is_group and node.item.prefill and not _in_rows(node)
        }

    def prefill(self, sources: Mapping[str, Any], answers: Answers) -> Answers:
        """``answers`` with empty fields filled from ``sources`` (``{"account.email": "…"}``) and defaults."""
        result: Answers = dict(answers)
        for path, node in self._tree.items.items():
            if node.is_group or _in_rows(node):
                continue
            value = sources.get(node.item.prefill) if node.item.prefill else None
            value = node.item.default if value is None else value
            if value is not None:
                _put(result, path.split("."), value)
        return result


def compile_form(form: Form, code_lists: CodeLists | None = None) -> CompiledForm:
    """Build the compiled form; raises ``FormError`` where a rule does not compile or rules form a cycle."""
    tree, order, findings = compile_tree(form)
    if findings:
        raise FormError(findings)
    return CompiledForm(tree, order, code_lists or inline_lists(form))


def compile_tree(form: Form) -> tuple[Tree, list[Any], list[Finding]]:
    """The tree with rules bound, the order, and what is wrong."""
    findings: list[Finding] = []
    tree = plant(form)
    for path, node in tree.items.items():
        if node.is_group and node.item.block and not node.item.items:
            text = _("The block “%(block)s” is not filled in.") % {"block": node.item.block}
            findings.append(Finding("block", path, text))
    bind_all(tree, findings.append)
    order, cycles = sort_nodes(tree)
    return tree, order, findings + cycles


def inline_lists(form: Form) -> MemoryCodeLists:
    """The code lists that travel with the form."""
    return MemoryCodeLists({key: dict(data.entries) for key, data in form.code_lists.items()})


def _in_rows(node: Any) -> bool:
    scope = node.scope
    while scope is not None:
        if scope.repeats:
            return True
        scope = scope.scope
    return False


def _put(answers: Answers, keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        inner = answers.get(key)
        answers[key] = dict(inner) if isinstance(inner, dict) else {}
        answers = answers[key]
    if is_blank(answers.get(keys[-1])):
        answers[keys[-1]] = value


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
