from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..fields import AnyField, Level
from ..schema import Form, Group, Page
from .types import Answers, CodeLists, Errors, Evaluation, Parsed, SummarySection


class FormError(ValueError):
    """A form cannot be compiled; ``findings`` name what and where."""


class CompiledForm:
    """A form with its rules compiled, its dependency graph sorted and its paths known."""

    form: Form
    pages: tuple[Page, ...]
    #: every group and field by its path without indices (``dogs.breed``), in order
    items: dict[str, Group | AnyField]

    def evaluate(self, answers: Answers, page: str | None = None) -> Evaluation:
        """All rules over ``answers`` in one pass; with ``page`` only that page's errors are worked out."""
        raise NotImplementedError

    def parse_page(self, page: str, post: Mapping[str, Any], previous: Answers | None = None) -> Parsed:
        """What was posted for ``page`` (a QueryDict or a dict of flat names) as canonical answers and errors.

        ``Parsed.answers`` has the top-level keys of this page; ``{**previous, **parsed.answers}`` is the new whole.
        A field that was not posted because it was not shown keeps its answer of ``previous``.
        """
        raise NotImplementedError

    def validate(self, answers: Answers) -> Errors:
        """What is wrong with the complete form at sending; hidden answers do not count."""
        raise NotImplementedError

    def submission(self, answers: Answers) -> Answers:
        """The answers to keep: hidden ones dropped, computed ones added. Call after ``validate``."""
        raise NotImplementedError

    def summary(self, answers: Answers, language: str = "de") -> tuple[SummarySection, ...]:
        """Label and value rows of what is shown, by page and group."""
        raise NotImplementedError

    def page_of(self, path: str) -> str:
        """The key of the page on which the field with this (instance) path stands."""
        raise NotImplementedError

    def item_at(self, path: str) -> Group | AnyField:
        """The field or group of an instance path (``dogs.0.breed``); raises KeyError."""
        raise NotImplementedError

    def required_level(self, answers: Answers) -> Level:
        """The highest level of identification that the form or an answered field asks for."""
        raise NotImplementedError

    def prefill(self, sources: Mapping[str, Any], answers: Answers) -> Answers:
        """``answers`` with empty fields filled from ``sources`` (``{"account.email": "…"}``) and defaults."""
        raise NotImplementedError


def compile_form(form: Form, code_lists: CodeLists | None = None) -> CompiledForm:
    """Build the compiled form; raises ``FormError`` where a rule does not compile or rules form a cycle."""
    raise NotImplementedError
