"""Rules that must hold, as checks with a message for people."""

from __future__ import annotations

import dataclasses
from datetime import date

from django.utils.translation import gettext_noop as _

from ....fields import Check, Text
from ..places import Place
from . import syntax
from .cel import cel_of, literal
from .errors import NotUnderstoodError
from .lexer import Value
from .limits import range_check, shape_check
from .placed import Find, Has, Is, Term, Versus, atoms, place_condition
from .resolving import name_from
from .syntax import Count, MustCompare, Range, Shape, Sum, ValidDay
from .values import Lists, codes_of, meaning

_NUMBERS = ("integer", "number", "money")
_COUNTS = {
    "at_least": (">=", "mindestens", "at least"),
    "exactly": ("==", "genau", "exactly"),
    "at_most": ("<=", "höchstens", "at most"),
}
_NUMBERS_DE = ("", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_NUMBERS_EN = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
#: Each with the place for the other side.
_RELATIONS = {
    "EQ": ("muss gleich {} sein", "must equal {}"),
    "NE": ("darf nicht gleich {} sein", "must differ from {}"),
    "LT": ("muss kleiner als {} sein", "must be less than {}"),
    "LE": ("darf höchstens {} sein", "must be at most {}"),
    "GT": ("muss größer als {} sein", "must be greater than {}"),
    "GE": ("muss mindestens {} sein", "must be at least {}"),
}
_DAY_RELATIONS = {
    "EQ": ("muss derselbe Tag sein wie {}", "must be the same day as {}"),
    "NE": ("darf nicht derselbe Tag sein wie {}", "must not be the same day as {}"),
    "LT": ("muss vor {} liegen", "must be before {}"),
    "LE": ("darf nicht nach {} liegen", "must not be after {}"),
    "GT": ("muss nach {} liegen", "must be after {}"),
    "GE": ("darf nicht vor {} liegen", "must not be before {}"),
}


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
    elif isinstance(check, Range | Shape):
        rule, message, at = _limit(check, owner, find, lists)
    else:
        rule, message, at = _sum(check, owner, find, lists)
    if term is not None:
        rule = f"!({cel_of(term, owner)}) || {rule}"
    return Placed(Check(rule=rule, message=message, at=at), optional)


def _count(check: Count, owner: Place, find: Find) -> tuple[str, Text, str, tuple[Place, ...]]:
    places = [find(reference) for reference in check.refs]
    names = [name_from(owner, place) for place in places]
    sign, german, english = _COUNTS[check.kind]
    if check.number > len(places):
        raise NotUnderstoodError(_("more answers are asked for than fields are named"))
    labels = ", ".join(place.label for place in places)
    optional = tuple(places) if check.kind != "at_least" else ()
    rule = f"count_filled([{', '.join(names)}]) {sign} {check.number}"
    return (
        rule,
        {
            "de": f"Bitte machen Sie {german} {_NUMBERS_DE[check.number]} dieser Angaben: {labels}.",
            "en": f"Please give {english} {_NUMBERS_EN[check.number]} of these: {labels}.",
        },
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
            raise NotUnderstoodError(_("which field is the part “%(part)s” of the date?"), {"part": word})
        parts += fitting
    if len(found) != 3:
        raise NotUnderstoodError(_("a date has three parts"))
    day, month, year = (name_from(owner, place) for place in parts)
    message = {"de": "Diesen Tag gibt es im Kalender nicht.", "en": "There is no such day in the calendar."}
    return f"is_day({day}, {month}, {year})", message, day


def _compare(check: MustCompare, owner: Place, find: Find, lists: Lists) -> tuple[str, Text, str]:
    term = place_condition(check.condition, find, lists)
    if not isinstance(term, Is | Versus):
        raise NotUnderstoodError(_("a comparison that is not possible like this"))
    name = name_from(owner, term.place)
    relations = _DAY_RELATIONS if term.place.category == "date" else _RELATIONS
    german, english = relations[term.op]
    if isinstance(term, Versus):
        other = term.other.label if term.other else ""
        words = (f"„{other}“", f"“{other}”") if other else ("dem heutigen Tag", "today")
    else:
        words = _spoken(term, lists)
    message = {
        "de": f"„{term.place.label}“ {german.format(words[0])}.",
        "en": f"“{term.place.label}” {english.format(words[1])}.",
    }
    filled = [
        f"empty({name_from(owner, place)})" for place in (term.place, getattr(term, "other", None)) if place
    ]
    rule = " || ".join([*filled, cel_of(term, owner)])
    return f"({rule})", message, _at(term.place, name, owner)


def _limit(check: Range | Shape, owner: Place, find: Find, lists: Lists) -> tuple[str, Text, str]:
    place = find(check.ref)
    if isinstance(check, Range):
        rule, message, name = range_check(check, place, owner, lists)
    else:
        rule, message, name = shape_check(check, place, owner)
    return rule, message, _at(place, name, owner)


def _spoken(term: Is, lists: Lists) -> tuple[str, str]:
    """The value as people say it, in German and English."""
    value = term.values[0]
    if isinstance(value, date):
        return f"dem {value.day}.{value.month}.{value.year}", value.isoformat()
    if isinstance(value, bool):
        return ("„Ja“", "“yes”") if value else ("„Nein“", "“no”")
    if isinstance(value, float):
        return _plain(value).replace(".", ","), _plain(value)
    label = codes_of(term.place, lists).get(str(value), str(value))
    return (label, label) if isinstance(value, int) else (f"„{label}“", f"“{label}”")


def _plain(number: float) -> str:
    return f"{number:.10f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def _sum(check: Sum, owner: Place, find: Find, lists: Lists) -> tuple[str, Text, str]:
    places = [find(reference) for reference in check.refs]
    if not all(place.category in _NUMBERS for place in places):
        raise NotUnderstoodError(_("a sum of fields that are no numbers"))
    names = [name_from(owner, place) for place in places]
    signs = {"EQ": "==", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}
    listed = ", ".join(names)
    if isinstance(check.other, Value):
        number = meaning(places[0], check.other, lists)
        shown = _plain(number).replace(".", ",")
        start, right = f"count_filled([{listed}]) == 0", literal(float(number))
        at = _at(places[0], names[0], owner)
    else:
        other = find(check.other)
        if other.category not in _NUMBERS:
            raise NotUnderstoodError(_("a sum that is not compared with a number"))
        name = name_from(owner, other)
        at = _at(other, name, owner)
        start, right, shown = f"empty({name})", f"round({name}, 6)", other.label
    labels = " + ".join(place.label for place in places)
    german, english = _RELATIONS[check.op]
    message = {
        "de": f"Die Summe {labels} {german.format(shown)}.",
        "en": f"The sum {labels} {english.format(shown)}.",
    }
    return f"({start} || round(sum([{listed}]), 6) {signs[check.op]} {right})", message, at
