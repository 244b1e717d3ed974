"""Conditions as CEL.

A condition that shows or requires something holds only for answers that are there: ``<>`` is not met by a question
that nobody answered yet. A condition that hides is met by such a question, so that nothing pops up too early.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from ..places import Place
from .placed import All, Any_, Has, Is, No, Term, Versus, places_in
from .resolving import name_from

_SIGNS = {"EQ": "==", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}


def literal(value: Any) -> str:
    """A value in CEL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)


def cel_of(term: Term, scope: Place, *, hiding: bool = False) -> str:
    """The condition as a rule that is evaluated in ``scope``."""
    if isinstance(term, All | Any_):
        sign = " && " if isinstance(term, All) else " || "
        return "(" + sign.join(cel_of(part, scope, hiding=hiding) for part in term.parts) + ")"
    if isinstance(term, No):
        inner = f"!{_bracket(cel_of(term.part, scope, hiding=not hiding))}"
        if hiding:
            return inner
        known = [
            f"filled({name_from(scope, place)})" for place in places_in(term) if place.category != "group"
        ]
        return "(" + " && ".join([*known, inner]) + ")"
    name = name_from(scope, term.place)
    if isinstance(term, Has):
        return f"filled({name})" if term.filled else f"empty({name})"
    if isinstance(term, Versus):
        other = name_from(scope, term.other) if term.other else "today()"
        filled = [f"filled({entry})" for entry in (name, other) if entry != "today()"]
        return "(" + " && ".join([*filled, f"{name} {_SIGNS[term.op]} {other}"]) + ")"
    return _is(term, name, hiding)


def _is(term: Is, name: str, hiding: bool) -> str:
    if term.place.category in ("choices", "codes"):
        return _member(term, name, hiding)
    if term.place.category == "bool" and term.op in ("EQ", "NE") and len(term.values) == 1:
        if term.op == "EQ":
            return f"{name} == {literal(term.values[0])}"
        return (
            f"{name} != {literal(term.values[0])}" if hiding else f"{name} == {literal(not term.values[0])}"
        )
    subject = f"years_since({name})" if term.years else name
    if len(term.values) == 1:
        text = f"{subject} {_SIGNS[term.op]} {literal(term.values[0])}"
    else:
        listed = ", ".join(literal(value) for value in term.values)
        text = f"{subject} in [{listed}]" if term.op == "EQ" else f"!({subject} in [{listed}])"
    if term.op == "EQ" or (term.op == "NE" and hiding):
        return text
    return f"(filled({name}) && {text})"


def _member(term: Is, name: str, hiding: bool) -> str:
    """A field with several answers: one of the values is among them, or none is."""
    some = " || ".join(f"{literal(value)} in {name}" for value in term.values)
    if term.op == "EQ":
        return f"(filled({name}) && ({some}))"
    return f"(empty({name}) || !({some}))" if hiding else f"(filled({name}) && !({some}))"


def _bracket(text: str) -> str:
    return f"({text})"


def any_of(texts: list[str]) -> str:
    """The texts joined by "or", each once."""
    texts = list(dict.fromkeys(texts))
    return texts[0] if len(texts) == 1 else " || ".join(_bracket(text) for text in texts)
