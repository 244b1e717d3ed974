"""Trying fees and signatures: answers in, what is to be paid and who is asked out; nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from allmende.base.cases.fees import Cost, cost_of
from allmende.base.cases.signing import invited
from allmende.base.forms.builder.samples import sample_answers
from allmende.base.forms.schema import Group
from allmende.base.workflow.decisions.queries import compiled_decision
from allmende.foundation.expressions import ExpressionError, compile_expression

from .content import Content
from .known import Known
from .words import level_words, way_words

MOST_FIELDS = 40
_TYPES = {"date": "date", "email": "email"}
_NUMBERS = frozenset({"integer", "decimal", "money"})


@dataclass(frozen=True)
class Asked:
    """A field of the form to be filled in; ``typed`` is what stands in it."""

    path: str
    label: str
    kind: str
    choices: list[tuple[str, str]]
    typed: str

    @property
    def field(self) -> str:
        """The type of its field in HTML."""
        return _TYPES.get(self.kind, "text")


@dataclass(frozen=True)
class Asking:
    """Who would be asked to sign."""

    name: str
    email: str
    role: str
    how: str


@dataclass(frozen=True)
class Outcome:
    cost: Cost | None
    people: list[Asking]
    applicant: str


def asked_by(content: Content, known: Known, typed: Mapping[str, str]) -> list[Asked]:
    """The fields that the rules read and that name people, filled in with an example until somebody types."""
    form = known.form
    if form is None:
        return []
    example = sample_answers(form)
    found = []
    for path, item in form.items.items():
        if isinstance(item, Group) or item.type in ("computed", "note", "file"):
            continue
        if not any(path == name or path.startswith(f"{name}.") for name in _read(content, known)):
            continue
        usual = _as_text(_first(example, path.split(".")))
        choices = known.labels.choices(path)
        found.append(Asked(path, known.label(path), item.type, choices, typed.get(path, usual)))
    return found[:MOST_FIELDS]


def outcome(content: Content, known: Known, asked: list[Asked]) -> Outcome:
    """What an application with these answers would cost, and who would sign it."""
    form = known.form
    answers: dict[str, Any] = sample_answers(form) if form else {}
    for one in asked:
        _put(answers, one.path.split("."), _value(one))
    if form is not None:
        answers = form.evaluate(answers).values
    people = [
        Asking(name, email, rule.role, f"{level_words(rule.level)}; {way_words(rule.way)}")
        for rule in content.signatures.people
        for name, email in invited(rule, answers)
    ]
    level = content.signatures.applicant
    applicant = _("The applicant signs: %(level)s") % {"level": level_words(level)} if level else ""
    cost = cost_of(known.version, answers, content.fee) if content.fee else None
    return Outcome(cost, people, applicant)


def _read(content: Content, known: Known) -> set[str]:
    """Names of answers that rules, tables and signatures read; what computed answers are made of, too."""
    names = set(_of_fee(content, known))
    for person in content.signatures.people:
        names |= {person.person or person.name, person.email}
    form = known.form
    seen: set[str] = set()
    while form and (new := names - seen):
        seen |= new
        for path, item in form.items.items():
            if item.type == "computed" and any(path == name or path.startswith(f"{name}.") for name in new):
                names |= set(_references(item.compute))
    return names


def _of_fee(content: Content, known: Known) -> Iterator[str]:
    fee = content.fee
    if fee is None:
        return
    for text in [*(item.amount for item in fee.items if item.amount), *(case.when for case in fee.reduced)]:
        yield from _references(text)
    for key in fee.decisions():
        if key in known.version.decisions:
            tables = compiled_decision(UUID(known.version.decisions[key]))
            yield from (
                name.removeprefix("answers.") for name in tables.references if name.startswith("answers.")
            )


def _references(text: str) -> list[str]:
    try:
        found = compile_expression(text).references
    except ExpressionError:
        return []
    return [re.sub(r"\[[^\]]*\]", "", name) for name in found if not name.startswith("param")]


def _first(answers: Any, path: list[str]) -> Any:
    """The answer at ``path``, in repeated groups that of the first repetition."""
    for key in path:
        if isinstance(answers, list):
            answers = answers[0] if answers else None
        answers = answers.get(key) if isinstance(answers, Mapping) else None
    return answers


def _put(answers: Any, path: list[str], value: Any) -> None:
    """The same for writing."""
    for key in path[:-1]:
        if isinstance(answers, list):
            answers = answers[0]
        below = answers.get(key)
        if not isinstance(below, dict | list) or below == []:
            below = answers[key] = {}
        answers = below
    if isinstance(answers, list):
        answers = answers[0]
    answers[path[-1]] = value


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(str(value[key]) for key in ("given_name", "family_name") if value.get(key))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return str(value[0]) if value else ""
    return "" if value is None else str(value)


def _value(asked: Asked) -> Any:
    """What was typed as the form keeps it; None where nothing was."""
    text = asked.typed.strip()
    if not text:
        return None
    if asked.kind in ("yes_no", "consent"):
        return text in ("true", "True")
    if asked.kind == "integer":
        return int(text) if text.removeprefix("-").isdecimal() and len(text) < 16 else None
    if asked.kind in _NUMBERS:
        return text.replace(".", "").replace(",", ".") if "," in text else text
    if asked.kind == "choices":
        return [text]
    if asked.kind == "person":
        given, _space, family = text.rpartition(" ")
        return {"given_name": given, "family_name": family}
    return text
