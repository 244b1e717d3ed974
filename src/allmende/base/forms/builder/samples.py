"""Plausible answers for trying a form out."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from allmende.foundation.expressions import full_match

from ..engine import Answers, CompiledForm
from ..queries import search_code_list
from ..schema import Group, Item

_PASSES = 6
#: Texts that often fit a pattern, tried in turn.
_CANDIDATES = (
    "12345", "erika@example.org", "0123456789", "1", "12", "123", "1234", "A", "AB", "AB12", "AB 1234", "2026",
    "31.12.2026", "2026-12-31", "+49 123 456789", "+49123456789", "https://example.org", "DE123456789", "000",
)  # fmt: skip
_PERSON = {
    "salutation": "Frau", "title": "Dr.", "given_name": "Erika", "family_name": "Beispiel",
    "birth_name": "Muster", "birth_date": "1985-04-12",
}  # fmt: skip
_ADDRESS = {
    "street": "Rathausplatz", "house_number": "1", "addition": "", "postcode": "12345",
    "city": "Musterstadt", "country": "DE",
}  # fmt: skip
_SIMPLE: dict[str, Any] = {
    "yes_no": True, "email": "erika@example.org", "phone": "0123 456789", "iban": "DE02120300000000202051",
    "consent": True, "time": "10:00", "long_text": "Das ist ein Beispiel.",
}  # fmt: skip


def sample_answers(compiled: CompiledForm) -> Answers:
    """Answers to every question that is asked, as far as a sample can know; several passes, because rules ask more."""
    answers: Answers = {}
    for _pass in range(_PASSES):
        visible = compiled.evaluate(answers).visible
        before = len(visible)
        for page in compiled.pages:
            _fill(compiled, page.items, answers, "", visible)
        if len(compiled.evaluate(answers).visible) == before:
            break
    return answers


def _fill(
    compiled: CompiledForm, items: tuple[Item, ...], answers: Answers, prefix: str, visible: frozenset[str]
) -> None:
    for item in items:
        path = prefix + item.key
        if path not in visible:
            continue
        if isinstance(item, Group):
            _fill_group(compiled, item, answers, path, visible)
        elif item.key not in answers and (value := sample(item)) is not None:
            answers[item.key] = value


def _fill_group(
    compiled: CompiledForm, group: Group, answers: Answers, path: str, visible: frozenset[str]
) -> None:
    if group.repeats:
        rows = answers.setdefault(group.key, [{} for _row in range(max(group.minimum, 1))])
        for number, row in enumerate(rows):
            _fill(compiled, group.items, row, f"{path}.{number}.", visible)
    else:
        _fill(compiled, group.items, answers.setdefault(group.key, {}), f"{path}.", visible)


def sample(item: Any) -> Any:
    """A plausible answer to one question, None where there is none (notes, computed values)."""
    match item.type:
        case "text":
            return _text(item)
        case "integer" | "decimal" | "money":
            return _number(item)
        case "date":
            return _day(item)
        case "choice":
            return item.choices[0].value
        case "choices":
            return _several(item)
        case "code":
            found = search_code_list(item.code_list, limit=1)
            return found[0].code if found else "Beispiel"
        case "file":
            return [f"beispiel-{n}.pdf" for n in range(1, max(item.minimum or 1, 1) + 1)]
        case "person":
            return {part: _PERSON[part] for part in item.parts}
        case "address":
            return {part: _ADDRESS[part] for part in item.parts}
        case kind:
            return _SIMPLE.get(kind)


def _several(item: Any) -> list[str]:
    wanted = max(item.minimum or 1, 1)
    if item.choices:
        return [choice.value for choice in item.choices[:wanted]]
    found = search_code_list(item.code_list, limit=wanted)
    return [entry.code for entry in found] or ["Beispiel"]


def _text(item: Any) -> str:
    text = "Beispiel"
    while item.min_length and len(text) < item.min_length:
        text += " Beispiel"
    text = text[: item.max_length] if item.max_length else text
    if not item.pattern:
        return text
    return next((each for each in (text, *_CANDIDATES) if _fits(item, each)), text)


def _fits(item: Any, text: str) -> bool:
    short = item.min_length is None or len(text) >= item.min_length
    return (
        short and (item.max_length is None or len(text) <= item.max_length) and full_match(item.pattern, text)
    )


def _number(item: Any) -> Any:
    least = item.minimum if item.minimum is not None else 1
    value = max(least, 1) if item.maximum is None or item.maximum >= 1 else least
    return int(value) if item.type == "integer" else str(value)


def _day(item: Any) -> str:
    low, high = item.minimum, item.maximum
    day = timezone.localdate()
    if isinstance(low, datetime.date):
        day = max(day, low)
    if isinstance(high, datetime.date):
        day = min(day, high)
    return day.isoformat()
