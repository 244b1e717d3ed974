"""The compiled form: what pages, procedures and the command line work with."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..fields import AnyField
from ..paths import without_numbers
from ..schema import Form, Group, Page
from .binding import bind_all
from .evaluation import Evaluation
from .kinds import is_blank
from .nodes import Tree, plant
from .order import plan_page, plan_whole, sort_nodes
from .parse import parse_items
from .types import (
    Answers,
    CodeLists,
    Errors,
    Finding,
    MemoryCodeLists,
)


class FormError(ValueError):
    """A form cannot be compiled; ``findings`` name what and where."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{finding.place}: {finding.message}" for finding in findings))


@dataclasses.dataclass(frozen=True)
class Parsed:
    """A posted page: canonical answers of its fields (typed text kept where it is malformed) and errors."""

    answers: Answers
    evaluation: Evaluation  #: of the whole answers with this page merged in

    @property
    def errors(self) -> Errors:
        """What is wrong on this page."""
        return self.evaluation.errors


class CompiledForm:
    """A form with its rules compiled, its dependency graph sorted and its paths known. Immutable, thread-safe."""

    def __init__(self, tree: Tree, order: list[Any], code_lists: CodeLists) -> None:
        self.form: Form = tree.form
        self.pages: tuple[Page, ...] = tree.form.pages
        #: every group and field by its path without indices (``dogs.breed``), in order
        self.items: dict[str, Group | AnyField] = {path: node.item for path, node in tree.items.items()}
        self.code_lists = code_lists
        self._tree = tree
        self._whole = plan_whole(tree, order)
        self._plans = {page.key: plan_page(tree, order, page) for page in tree.pages}

    def evaluate(self, answers: Answers, page: str | None = None) -> Evaluation:
        """The rules over ``answers`` in one pass; with ``page`` only what that page shows, asks and complains about.

        Raises ``KeyError`` for a page that is not there.
        """
        plan = self._whole if page is None else self._plans[page]
        return Evaluation(self._tree, plan, self.code_lists, answers)

    def parse_page(self, page: str, post: Mapping[str, Any], previous: Answers | None = None) -> Parsed:
        """What was posted for ``page`` (a QueryDict or a dict of flat names) as canonical answers and errors.

        ``Parsed.answers`` has the top-level keys of this page; ``merge(previous, page, parsed.answers)`` is the new
        whole. A field that was not posted because it was not shown keeps its answer of ``previous``, and so
        does a file field that was not posted. Ids of files are taken as they come: the keeper of the draft checks them.
        """
        previous = previous or {}
        answers = parse_items(self._tree, page, post, previous, lambda: self.evaluate(previous, page).visible)
        evaluation = self.evaluate(self.merge(previous, page, answers), page)
        return Parsed(answers, evaluation)

    def merge(self, previous: Answers, page: str, answers: Answers) -> Answers:
        """``previous`` with the answers of ``page`` replaced by ``answers``."""
        own = {item.key for entry in self.pages if entry.key == page for item in entry.items}
        return {**{key: value for key, value in previous.items() if key not in own}, **answers}

    def page_of(self, path: str) -> str:
        """The key of the page on which the field with this (instance) path stands; raises KeyError."""
        return self._tree.top[path.partition(".")[0]].page

    def item_at(self, path: str) -> Group | AnyField:
        """The field or group of an instance path (``dogs.0.breed``); raises KeyError."""
        return self.items[without_numbers(path)]

    def prefill(self, sources: Mapping[str, Any], answers: Answers) -> Answers:
        """``answers`` with empty fields filled from ``sources`` (``{"account.email": "…"}``) and defaults."""
        result: Answers = dict(answers)
        for path, node in self._tree.items.items():
            if node.is_group or _in_rows(node):
                continue
            name = node.item.prefill if "." in node.item.prefill else f"account.{node.item.prefill}"
            value = sources.get(name) if node.item.prefill else None
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
