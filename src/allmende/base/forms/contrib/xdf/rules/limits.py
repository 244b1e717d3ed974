"""Ranges, lengths and forms: read from the parser's tree, and made into checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from allmende.foundation.expressions import pattern_problem

from ....fields import Text
from ..places import Place
from .cel import literal
from .errors import NotUnderstoodError
from .lexer import Reference, Value
from .resolving import name_from
from .syntax import Range, Shape
from .values import Lists, meaning

_LENGTHS = ("LEN", "MINLEN", "MAXLEN", "DIGITS")
#: kind and which numbers are there → German and English words for the message
_WORDS: dict[tuple[bool, bool], tuple[str, str]] = {
    (True, False): ("muss mindestens {0} Zeichen haben", "must have at least {0} characters"),
    (False, True): ("darf höchstens {1} Zeichen haben", "must have at most {1} characters"),
    (True, True): ("muss {0} bis {1} Zeichen haben", "must have {0} to {1} characters"),
}


def read_limit(tree: Any, ref: Reference, values: tuple[Value, ...], ops: Sequence[str]) -> Range | Shape:
    """What a ``limit`` of the grammar says about ``ref``; ``values`` and ``ops`` are those in it, in order."""
    tokens = list(tree.scan_values(lambda token: True))
    kinds = [str(token.type) for token in tokens]
    if ops:
        if list(ops) != ["GE", "LE"]:
            raise NotUnderstoodError(_("two bounds that are not a smallest and a largest value"))
        return Range(ref, values[0], values[1], told=True)
    if "BETWEEN" in kinds or "FROM" in kinds:
        return Range(ref, values[0], values[1], told="INCLUDED" in kinds or "FROM" in kinds)
    if "PATTERN" in kinds:
        return Shape(ref, "pattern", text=values[0].text)
    if "WITH" in kinds:
        if not values[0].quoted:
            raise NotUnderstoodError(_("a beginning or an end without quotation marks"))
        return Shape(ref, "begin" if "BEGIN" in kinds else "end", text=values[0].text)
    if "ONLYDIGITS" in kinds:
        return Shape(ref, "digits")
    token = next(str(token) for token in tokens if str(token.type) in _LENGTHS)
    return _length(ref, token, undercut="UNDERCUT" in kinds, exceed="EXCEED" in kinds)


def _length(ref: Reference, token: str, *, undercut: bool, exceed: bool) -> Shape:
    word, *digits = token.split("_")
    low, high = int(digits[0]), int(digits[-1])
    if undercut or word == "MINLEN":
        return Shape(ref, "length", minimum=low)
    if exceed or word == "MAXLEN":
        return Shape(ref, "length", maximum=high)
    if low > high:
        raise NotUnderstoodError(_("the smallest length is larger than the largest"))
    return Shape(ref, "digits" if word == "DIGITS" else "length", low, high)


def range_check(check: Range, place: Place, owner: Place, lists: Lists) -> tuple[str, Text, str]:
    """Rule, message and the field's name."""
    if place.category not in ("integer", "number", "money", "date") or "years" in (
        check.low.unit,
        check.high.unit,
    ):
        raise NotUnderstoodError(_("%(id)s cannot be compared like this"), {"id": place.element.id})
    low, high = (meaning(place, value, lists) for value in (check.low, check.high))
    if low >= high:
        raise NotUnderstoodError(_("the first value of a range is not the smaller one"))
    name = name_from(owner, place)
    is_day = place.category == "date"
    start, end = (_day(low), _day(high)) if is_day else (check.low.text, check.high.text)
    message: Text = {
        "de": f"„{place.label}“ muss {'vom' if is_day else 'von'} {start} bis {'zum ' if is_day else ''}{end} sein.",
        "en": f"“{place.label}” must be from {low} to {high}.",
    }
    rule = f"(empty({name}) || ({name} >= {literal(low)} && {name} <= {literal(high)}))"
    return rule, message, name


def _day(day: Any) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def shape_check(check: Shape, place: Place, owner: Place) -> tuple[str, Text, str]:
    """Rule, message and the field's name."""
    if place.category != "text":
        raise NotUnderstoodError(_("%(id)s is no text"), {"id": place.element.id})
    name = name_from(owner, place)
    rule, german, english = _shape(check, name)
    message: Text = {"de": f"„{place.label}“ {german}.", "en": f"“{place.label}” {english}."}
    return f"(empty({name}) || {rule})", message, name


def _shape(check: Shape, name: str) -> tuple[str, str, str]:
    if check.kind == "pattern":
        if pattern_problem(check.text):
            raise NotUnderstoodError(
                _("the regular expression “%(pattern)s” cannot be used"), {"pattern": check.text}
            )
        rule = f"{name}.matches({literal(f'^(?:{check.text})$')})"
        return rule, "ist nicht so geschrieben, wie es sein muss", "is not written in the expected form"
    if check.kind in ("begin", "end"):
        method, verb = ("startsWith", "beginnen") if check.kind == "begin" else ("endsWith", "enden")
        english = f"must {'begin' if check.kind == 'begin' else 'end'} with “{check.text}”"
        return f"{name}.{method}({literal(check.text)})", f"muss mit „{check.text}“ {verb}", english
    low, high = check.minimum, check.maximum
    if check.kind == "digits" and low is None:
        return f'{name}.matches("^[0-9]+$")', "darf nur Ziffern enthalten", "may only contain digits"
    if check.kind == "digits":
        rule = f'{name}.matches("^[0-9]{{{low}}}$")'
        return rule, f"muss genau {low} Ziffern haben", f"must have exactly {low} digits"
    if low == high:
        return (
            f"size({name}) == {low}",
            f"muss genau {low} Zeichen haben",
            f"must have exactly {low} characters",
        )
    german, english = _WORDS[low is not None, high is not None]
    bounds = [f"size({name}) >= {low}"] * (low is not None) + [f"size({name}) <= {high}"] * (high is not None)
    return f"({' && '.join(bounds)})", german.format(low, high), english.format(low, high)
