"""Changing the answers of the try-out, of which each step keeps a copy."""

from __future__ import annotations

import copy
from typing import Any

from allmende.foundation.numbers import whole_number


def put_value(answers: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of ``answers`` with ``value`` at ``path``; unchanged where the way there is no way."""
    result = copy.deepcopy(answers)
    place: Any = result
    *steps, last = path.split(".")
    for step in steps:
        if isinstance(place, dict):
            place = place.setdefault(step, {})
        elif isinstance(place, list) and (row := whole_number(step)) is not None and row < len(place):
            place = place[row]
        else:
            return answers
    if not isinstance(place, dict):
        return answers
    if value in (None, ""):
        place.pop(last, None)
    else:
        place[last] = value
    return result
