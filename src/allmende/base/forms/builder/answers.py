"""Instance paths (``dogs.0.breed``) into nested answers of the try-out."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any


def without_numbers(path: str) -> str:
    """The path of the field, whatever the repetition."""
    return ".".join(step for step in path.split(".") if not step.isdigit())


def value_of(answers: Any, path: str) -> Any:
    """The answer at ``path``, or None."""
    for step in path.split("."):
        if isinstance(answers, dict):
            answers = answers.get(step)
        elif isinstance(answers, list) and step.isdigit() and int(step) < len(answers):
            answers = answers[int(step)]
        else:
            return None
    return answers


def put_value(answers: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of ``answers`` with ``value`` at ``path``; unchanged where the way there is no way."""
    result = copy.deepcopy(answers)
    place: Any = result
    *steps, last = path.split(".")
    for step in steps:
        if isinstance(place, dict):
            place = place.setdefault(step, {})
        elif isinstance(place, list) and step.isdigit() and int(step) < len(place):
            place = place[int(step)]
        else:
            return answers
    if not isinstance(place, dict):
        return answers
    if value in (None, ""):
        place.pop(last, None)
    else:
        place[last] = value
    return result


def leaves(answers: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every answered leaf with its path; lists of plain values (choices, files) are one leaf."""
    if isinstance(answers, dict):
        for key, value in answers.items():
            yield from leaves(value, f"{prefix}.{key}" if prefix else key)
    elif isinstance(answers, list) and answers and all(isinstance(row, dict) for row in answers):
        for number, row in enumerate(answers):
            yield from leaves(row, f"{prefix}.{number}")
    elif answers not in (None, "", [], {}):
        yield prefix, answers
