"""One posted page: what was typed, merged into the draft, judged once."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from django.http import QueryDict

from allmende.base.forms.engine import CompiledForm, Evaluation
from allmende.base.forms.paths import put, value_at
from allmende.base.forms.schema import Group

from .content import DraftContent

_INDEX = re.compile(r"\.\d+(?=\.|$)")


@dataclasses.dataclass(frozen=True)
class Filled:
    """The whole answers after a page was posted, and what the rules say about them."""

    answers: dict[str, Any]
    evaluation: Evaluation
    #: another tab changed this very page in the meantime, to something else
    conflict: bool


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
    """Parse ``post`` for ``page`` and evaluate once; ``step`` adds or removes a repetition before that.

    ``revision`` is the draft's revision that the posted page was made from, ``tab`` names the window that shows it.
    """
    parsed = compiled.parse_page(page, post, content.answers)
    last, writer = content.pages.get(page, (0, ""))
    elsewhere = last > revision and (not tab or tab != writer)
    conflict = elsewhere and any(content.answers.get(key) != value for key, value in parsed.answers.items())
    answers = compiled.merge(content.answers, page, parsed.answers)
    evaluation = parsed.evaluation
    if step:
        change_rows(compiled, answers, step)
        evaluation = compiled.evaluate(answers, page)
    return Filled(answers=answers, evaluation=evaluation, conflict=conflict)


def change_rows(compiled: CompiledForm, answers: dict[str, Any], step: str) -> None:
    """Apply ``add:dogs`` or ``remove:dogs.1`` where the form allows it; anything else changes nothing."""
    action, _, path = step.partition(":")
    number = ""
    if action == "remove":
        path, _, number = path.rpartition(".")
    group = _item(compiled, path)
    if not isinstance(group, Group) or not group.repeats:
        return
    rows = rows_of(answers, path, group.minimum)
    if action == "add" and (group.maximum is None or len(rows) < group.maximum):
        put(answers, path, [*rows, {}])
    elif action == "remove" and number.isdigit() and len(rows) > group.minimum:
        put(answers, path, [row for place, row in enumerate(rows) if place != int(number)])


def rows_of(answers: dict[str, Any], path: str, minimum: int) -> list[Any]:
    """The repetitions at ``path``, with the empty ones that must at least be shown."""
    there = value_at(answers, path)
    rows = there if isinstance(there, list) else []
    return [*rows, *({} for _missing in range(len(rows), minimum))]


def _item(compiled: CompiledForm, path: str) -> Any:
    return compiled.items.get(_INDEX.sub("", path))
