"""What a written value means for a field: a code, yes or no, a number, a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from allmende.foundation.numbers import whole_number

from ..model import XdfField
from ..places import Place
from .errors import NotUnderstoodError
from .lexer import Value
from .words import NO, YES

#: code → label of the lists whose content is known, by the list's key.
Lists = dict[str, dict[str, str]]


def meaning(place: Place, value: Value, lists: Lists) -> Any:
    """``value`` as the field's answer has it: bool, code, text, int, float or date; raises ``NotUnderstoodError``."""
    category, text = place.category, value.text.strip()
    if category in ("integer", "number", "money"):
        text = _plain_number(text)
    elif value.unit == "euro":
        raise _misfit(place, text)
    if category == "bool":
        return _truth(place, text)
    if category in ("choice", "choices", "code", "codes"):
        return _code(place, value, lists)
    if category == "integer" and re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    if category in ("number", "money") and re.fullmatch(r"-?\d{1,15}(?:[.,]\d+)?", text):
        return float(text.replace(",", "."))
    if category == "date":
        if value.unit == "years":
            return int(text)
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            return _day(place, found)
    if category == "text" and value.quoted and text:
        return text
    raise _misfit(place, text)


def _misfit(place: Place, text: str) -> NotUnderstoodError:
    named = {"value": text, "id": place.element.id}
    return NotUnderstoodError(_("the value “%(value)s” does not fit %(id)s"), named)


def _plain_number(text: str) -> str:
    """Without the dots of German thousands: "1.000,50" is "1000,50", and never 1."""
    return text.replace(".", "") if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", text) else text


def _truth(place: Place, text: str) -> bool:
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise _misfit(place, text)


def _day(place: Place, found: re.Match[str]) -> date:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise NotUnderstoodError(
            _("“%(value)s” is no day (%(id)s)"), {"value": found.group(), "id": place.element.id}
        ) from None


def codes_of(place: Place, lists: Lists) -> dict[str, str]:
    """The codes that the field offers; empty where its list is not known."""
    element = place.element
    if not isinstance(element, XdfField):
        return {}
    if element.codes:
        return {code.code: code.label for code in element.codes}
    return lists.get(element.code_list, {})


def _code(place: Place, value: Value, lists: Lists) -> str:
    codes = codes_of(place, lists)
    text, label = value.text.strip(), value.label.strip()
    if value.quoted and not label and text not in codes and (found := re.match(r"([\w\-]+)\s+(\S.*)", text)):
        by_label = [code for code, known in codes.items() if known.casefold() == text.casefold()]
        if not by_label and found[1][0].isdigit():
            text, label = found[1], found[2]
    if not codes:
        if label or re.fullmatch(r"[\w\-.]{1,20}", text):
            return text
        raise NotUnderstoodError(_("the code list of %(id)s is not at hand"), {"id": place.element.id})
    code = _known_code(place, text, codes)
    if label:
        _compare_labels(place, code, label, codes)
    return code


def _known_code(place: Place, text: str, codes: dict[str, str]) -> str:
    if text in codes:
        return text
    same_label = [code for code, label in codes.items() if label.casefold() == text.casefold()]
    number = whole_number(text, 18)
    same_number = [code for code in codes if number is not None and whole_number(code, 18) == number]
    for found in (same_label, same_number):
        if len(found) == 1:
            return found[0]
    raise NotUnderstoodError(_("%(id)s has no code “%(value)s”"), {"id": place.element.id, "value": text})


def _compare_labels(place: Place, code: str, written: str, codes: dict[str, str]) -> None:
    """A code with the label of another code is a slip of the author: nobody knows which one is meant."""
    from rapidfuzz import fuzz

    scores = {other: fuzz.ratio(written.casefold(), label.casefold()) for other, label in codes.items()}
    best = max(scores, key=lambda other: scores[other])
    if best != code and scores[best] >= 80 and scores[best] - scores[code] >= 15:
        raise NotUnderstoodError(
            _("at %(id)s the code %(code)s and the text “%(value)s” do not belong together"),
            {"id": place.element.id, "code": code, "value": written},
        )
