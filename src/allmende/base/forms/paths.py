"""Instance paths (``dogs.0.breed``) into nested answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allmende.foundation.numbers import whole_number


def without_numbers(path: str) -> str:
    """The path of the field, whatever the repetition."""
    return ".".join(step for step in path.split(".") if not step.isdigit())


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


def value_at(answers: Any, path: str) -> Any:
    """The value at ``path``, or None."""
    for step in path.split("."):
        if isinstance(answers, dict):
            answers = answers.get(step)
        elif isinstance(answers, list) and (row := whole_number(step)) is not None and row < len(answers):
            answers = answers[row]
        else:
            return None
    return answers


def put(answers: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at ``path``, of which the rules know that it is there, making objects and rows on the way."""
    *way, last = path.split(".")
    here: Any = answers
    for step in way:
        if isinstance(here, list):
            here += [{} for _missing in range(len(here), int(step) + 1)]
            here = here[int(step)]
        else:
            if not isinstance(here.get(step), dict | list):
                here[step] = {}
            here = here[step]
    if isinstance(here, list):
        here[int(last)] = value
    else:
        here[last] = value
