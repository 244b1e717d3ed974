"""Rules that must hold, as checks with a message for people."""

from __future__ import annotations

import dataclasses

from ....fields import Check, Text
from ..places import Place
from . import syntax
from .cel import cel_of, literal
from .errors import NotUnderstoodError
from .lexer import Value
from .placed import Find, Has, Is, Term, Versus, atoms, place_condition
from .resolving import name_from
from .syntax import Count, MustCompare, Sum, ValidDay
from .values import Lists, meaning

_NUMBERS = ("integer", "number", "money")
_COUNTS = {
    "at_least": (
        ">= 1",
        "Bitte machen Sie mindestens eine dieser Angaben",
        "Please give at least one of these",
    ),
    "exactly": ("== 1", "Bitte machen Sie genau eine dieser Angaben", "Please give exactly one of these"),
    "at_most": ("<= 1", "Bitte machen Sie höchstens eine dieser Angaben", "Please give at most one of these"),
}
_RELATIONS = {
    "EQ": ("gleich sein wie", "must equal"),
    "NE": ("anders sein als", "must differ from"),
    "LT": ("kleiner sein als", "must be less than"),
    "LE": ("höchstens sein", "must be at most"),
    "GT": ("größer sein als", "must be greater than"),
    "GE": ("mindestens sein", "must be at least"),
}
_DAY_RELATIONS = {**_RELATIONS, "LT": ("vor", "must be before"), "GT": ("nach", "must be after")}


@dataclasses.dataclass(frozen=True)
class Placed:
    """The check, and positions that it makes optional although they are always required by their cardinality."""

    check: Check
    optional: tuple[Place, ...] = ()


def check_of(check: syntax.Check, term: Term | None, owner: Place, find: Find, lists: Lists) -> Placed:
    """``check`` (only where ``term`` holds) in the scope of ``owner``; raises ``NotUnderstoodError``."""
    optional: tuple[Place, ...] = ()
    if isinstance(check, Count):
        rule, message, at, optional = _count(check, owner, find)
    elif isinstance(check, ValidDay):
        rule, message, at = _valid_day(term, owner)
        term = None  # an incomplete day is unknown, and unknown complains about nothing
    elif isinstance(check, MustCompare):
        rule, message, at = _compare(check, owner, find, lists)
    else:
        rule, message, at = _sum(check, owner, find, lists)
    if term is not None:
        rule = f"!({cel_of(term, owner)}) || {rule}"
    return Placed(Check(rule=rule, message=message, at=at), optional)


def _count(check: Count, owner: Place, find: Find) -> tuple[str, Text, str, tuple[Place, ...]]:
    places = [find(reference) for reference in check.refs]
    names = [name_from(owner, place) for place in places]
    test, german, english = _COUNTS[check.kind]
    labels = ", ".join(place.label for place in places)
    optional = tuple(places) if check.kind != "at_least" else ()
    rule = f"count_filled([{', '.join(names)}]) {test}"
    return (
        rule,
        {"de": f"{german}: {labels}.", "en": f"{english}: {labels}."},
        _at(places[0], names[0], owner),
        optional,
    )


def _at(place: Place, name: str, owner: Place) -> str:
    """Where the message stands: at the first field, where that is below the rule's owner; else at the owner."""
    return name if owner in place.lineage()[1:] else ""


def _valid_day(term: Term | None, owner: Place) -> tuple[str, Text, str]:
    found = [part.place for part in (atoms(term) if term else []) if isinstance(part, Has) and part.filled]
    parts: list[Place] = []
    for word in ("tag", "monat", "jahr"):
        fitting = [place for place in found if place.element.name.casefold().split("(")[0].strip() == word]
        if len(fitting) != 1 or fitting[0].category not in ("integer", "text"):
            raise NotUnderstoodError(f"welches Feld ist der Teil „{word}“ des Datums?")
        parts += fitting
    if len(found) != 3:
        raise NotUnderstoodError("ein Datum hat drei Teile")
    day, month, year = (name_from(owner, place) for place in parts)
    message = {"de": "Diesen Tag gibt es im Kalender nicht.", "en": "There is no such day in the calendar."}
    return f"is_day({day}, {month}, {year})", message, day


def _compare(check: MustCompare, owner: Place, find: Find, lists: Lists) -> tuple[str, Text, str]:
    term = place_condition(check.condition, find, lists)
    if not isinstance(term, Is | Versus):
        raise NotUnderstoodError("ein Vergleich, der so nicht geht")
    name = name_from(owner, term.place)
    relations = _DAY_RELATIONS if term.place.category == "date" else _RELATIONS
    german, english = relations[term.op]
    if isinstance(term, Versus):
        other = term.other.label if term.other else ""
        words = (f"„{other}“", f"“{other}”") if other else ("heute", "today")
    else:
        words = (str(term.values[0]), str(term.values[0]))
    message = {
        "de": f"„{term.place.label}“ muss {german} {words[0]}.",
        "en": f"“{term.place.label}” {english} {words[1]}.",
    }
    filled = [
        f"empty({name_from(owner, place)})" for place in (term.place, getattr(term, "other", None)) if place
    ]
    rule = " || ".join([*filled, cel_of(term, owner)])
    return f"({rule})", message, _at(term.place, name, owner)


def _sum(check: Sum, owner: Place, find: Find, lists: Lists) -> tuple[str, Text, str]:
    places = [find(reference) for reference in check.refs]
    if not all(place.category in _NUMBERS for place in places):
        raise NotUnderstoodError("eine Summe von Feldern, die keine Zahlen sind")
    names = [name_from(owner, place) for place in places]
    signs = {"EQ": "==", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}
    listed = ", ".join(names)
    if isinstance(check.other, Value):
        number = meaning(places[0], check.other, lists)
        start, right, shown = f"count_filled([{listed}]) == 0", literal(float(number)), str(number)
        at = _at(places[0], names[0], owner)
    else:
        other = find(check.other)
        if other.category not in _NUMBERS:
            raise NotUnderstoodError("eine Summe, die mit keiner Zahl verglichen wird")
        name = name_from(owner, other)
        at = _at(other, name, owner)
        start, right, shown = f"empty({name})", f"round({name}, 6)", other.label
    labels = " + ".join(place.label for place in places)
    german, english = _RELATIONS[check.op]
    message = {
        "de": f"Die Summe {labels} muss {german} {shown}.",
        "en": f"The sum {labels} {english} {shown}.",
    }
    return f"({start} || round(sum([{listed}]), 6) {signs[check.op]} {right})", message, at
