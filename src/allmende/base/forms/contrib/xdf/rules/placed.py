"""Conditions with positions instead of ids and meanings instead of written values, ready for CEL and for logic."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop as _

from ..places import Place
from . import syntax
from .errors import NotUnderstoodError
from .lexer import Reference
from .syntax import Operator
from .values import Lists, meaning

_ORDER = frozenset({"LT", "LE", "GT", "GE"})


@dataclasses.dataclass(frozen=True)
class Is:
    """A place against values (one of them / none of them / before, after …). ``years``: the values are ages."""

    place: Place
    op: Operator
    values: tuple[Any, ...]
    years: bool = False


@dataclasses.dataclass(frozen=True)
class Versus:
    """A place against another, or against today (``other`` None)."""

    place: Place
    op: Operator
    other: Place | None


@dataclasses.dataclass(frozen=True)
class Has:
    """Whether a place is answered."""

    place: Place
    filled: bool


@dataclasses.dataclass(frozen=True)
class All:
    parts: tuple[Term, ...]


@dataclasses.dataclass(frozen=True)
class Any_:
    parts: tuple[Term, ...]


@dataclasses.dataclass(frozen=True)
class No:
    part: Term


Term = Is | Versus | Has | All | Any_ | No
Find = Callable[[Reference], Place]


def place_condition(condition: syntax.Condition, find: Find, lists: Lists) -> Term:
    """``condition`` with its references found and its values understood; raises ``NotUnderstoodError``."""
    if isinstance(condition, syntax.And):
        return All(tuple(place_condition(part, find, lists) for part in condition.parts))
    if isinstance(condition, syntax.Or):
        return Any_(tuple(place_condition(part, find, lists) for part in condition.parts))
    if isinstance(condition, syntax.Not):
        return No(place_condition(condition.part, find, lists))
    if isinstance(condition, syntax.Filled):
        place = find(condition.ref)
        if place.category == "note":
            raise NotUnderstoodError(_("%(id)s is a note and has no answer"), {"id": place.element.id})
        return Has(place, condition.filled)
    if isinstance(condition, syntax.CompareRef):
        return _versus(condition, find)
    if isinstance(condition, syntax.Again):
        raise NotUnderstoodError(_("a sentence without a field"))
    return _is(condition, find, lists)


def _versus(condition: syntax.CompareRef, find: Find) -> Term:
    place = find(condition.ref)
    other = find(condition.other) if condition.other else None
    kinds = {place.category, other.category if other else "date"}
    numbers = kinds <= {"integer", "number", "money"}
    if not (kinds == {"date"} or numbers or (kinds == {"text"} and condition.op in ("EQ", "NE"))):
        raise NotUnderstoodError(_("%(id)s cannot be compared like this"), {"id": place.element.id})
    return Versus(place, condition.op, other)


def _is(condition: syntax.Compare, find: Find, lists: Lists) -> Term:
    place = find(condition.ref)
    if place.category in ("group", "list", "file", "note", "time"):
        raise NotUnderstoodError(_("%(id)s cannot be compared with a value"), {"id": place.element.id})
    values = tuple(meaning(place, value, lists) for value in condition.values)
    years = any(value.unit == "years" for value in condition.values)
    if years and place.category != "date":
        raise NotUnderstoodError(_("%(id)s is no date"), {"id": place.element.id})
    if condition.op in _ORDER:
        if len(values) != 1 or place.category not in ("integer", "number", "money", "date"):
            raise NotUnderstoodError(_("%(id)s cannot be compared like this"), {"id": place.element.id})
        if years and condition.op in ("GT", "LE"):
            # "older than 18 years": from the 18th birthday on, or from the 19th? Nobody knows.
            raise NotUnderstoodError(_("an age that can be counted in two ways"))
        return Is(place, condition.op, values, years)
    if condition.every and condition.op == "EQ":
        if place.category not in ("choices", "codes"):
            raise NotUnderstoodError(_("%(id)s cannot have several values at once"), {"id": place.element.id})
        return All(tuple(Is(place, "EQ", (value,)) for value in values))
    return Is(place, condition.op, values, years)


def places_in(term: Term) -> list[Place]:
    """The places that decide, each once."""
    found: dict[int, Place] = {}
    for part in atoms(term):
        for place in (part.place, getattr(part, "other", None)):
            if place is not None:
                found[id(place)] = place
    return list(found.values())


def atoms(term: Term) -> list[Is | Versus | Has]:
    if isinstance(term, All | Any_):
        return [atom for part in term.parts for atom in atoms(part)]
    return atoms(term.part) if isinstance(term, No) else [term]
