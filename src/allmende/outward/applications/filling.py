"""One posted page: what was typed, merged into the draft, judged once."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from django.http import QueryDict

from allmende.base.forms.engine import CompiledForm, Errors, Evaluation
from allmende.base.forms.paths import put, value_at, without_numbers
from allmende.base.forms.schema import Group
from allmende.foundation.numbers import whole_number

from .content import DraftContent
from .origins import agree, dispute, keep_locked, reasons_missing, take_reasons


@dataclasses.dataclass(frozen=True)
class Filled:
    """The whole answers after a page was posted, and what the rules say about them."""

    answers: dict[str, Any]
    evaluation: Evaluation
    #: another tab changed this very page in the meantime, to something else
    conflict: bool
    #: what is said to be wrong without a reason, on this page
    unexplained: Errors
    #: something was said about what a service confirmed
    spoken: bool

    @property
    def errors(self) -> Errors:
        """What is wrong on this page."""
        return {**self.evaluation.errors, **self.unexplained} if self.unexplained else self.evaluation.errors


def fill(
    compiled: CompiledForm,
    content: DraftContent,
    page: str,
    post: QueryDict,
    *,
    revision: int,
    tab: str = "",
    step: str = "",
) -> Filled:
    """Parse ``post`` for ``page`` and evaluate once; ``step`` adds or removes a repetition before that, or says that
    what is confirmed is wrong, or right after all. What is locked stays as it is, whatever was posted.

    ``revision`` is the draft's revision that the posted page was made from, ``tab`` names the window that shows it.
    """
    said = dict(content.disputed)
    take_reasons(post, content)
    parsed = compiled.parse_page(page, keep_locked(post, compiled, content), content.answers)
    last, writer = content.pages.get(page, (0, ""))
    elsewhere = last > revision and (not tab or tab != writer)
    conflict = elsewhere and any(content.answers.get(key) != value for key, value in parsed.answers.items())
    answers = compiled.merge(content.answers, page, parsed.answers)
    evaluation = parsed.evaluation
    if step:
        _take_step(compiled, content, answers, step, evaluation.visible)
        evaluation = compiled.evaluate(answers, page)
    here = [
        path for path in evaluation.visible if path in content.disputed and compiled.page_of(path) == page
    ]
    return Filled(
        answers=answers, evaluation=evaluation, conflict=conflict, unexplained=reasons_missing(content, here),
        spoken=said != content.disputed,
    )  # fmt: skip


def _take_step(
    compiled: CompiledForm, content: DraftContent, answers: dict[str, Any], step: str, shown: Collection[str]
) -> None:
    action, _colon, path = step.partition(":")
    if action == "dispute":
        dispute(content, answers, compiled, path)
    elif action == "agree":
        agree(content, answers, compiled, path)
    else:
        change_rows(compiled, answers, step, shown)


def change_rows(compiled: CompiledForm, answers: dict[str, Any], step: str, shown: Collection[str]) -> None:
    """Apply ``add:dogs`` or ``remove:dogs.1`` where the form allows it; anything else changes nothing."""
    action, _, path = step.partition(":")
    number = ""
    if action == "remove":
        path, _, number = path.rpartition(".")
    group = compiled.items.get(without_numbers(path))
    is_row = whole_number(path.rpartition(".")[2]) is not None
    if path not in shown or is_row or not isinstance(group, Group) or not group.repeats:
        return
    rows = rows_of(answers, path, group.minimum)
    if action == "add" and (group.maximum is None or len(rows) < group.maximum):
        put(answers, path, [*rows, {}])
    elif action == "remove" and len(rows) > group.minimum:
        put(answers, path, [row for place, row in enumerate(rows) if place != whole_number(number)])


def rows_of(answers: dict[str, Any], path: str, minimum: int) -> list[Any]:
    """The repetitions at ``path``, with the empty ones that must at least be shown."""
    there = value_at(answers, path)
    rows = there if isinstance(there, list) else []
    return [*rows, *({} for _missing in range(len(rows), minimum))]
