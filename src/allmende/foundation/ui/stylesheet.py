"""Cut rules out of a minified style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


def without_utilities(text: str, utilities: str) -> str:
    """``text`` without the rules whose every selector names only classes that ``utilities`` defines."""
    names = frozenset(_CLASS.findall(_selectors(utilities)))
    return "".join(_kept(text, names))


def _selectors(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", " ", text)


def _kept(text: str, names: frozenset[str]) -> Iterator[str]:
    for head, body in rules(text):
        if body is None:
            yield head
        elif head.startswith(("@media", "@supports")):
            inner = "".join(_kept(body, names))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@") or not _only(head, names):
            yield f"{head}{{{body}}}"


def _only(head: str, names: frozenset[str]) -> bool:
    classes = _CLASS.findall(head)
    return bool(classes) and all(name in names for name in classes)


def rules(text: str) -> Iterator[tuple[str, str | None]]:
    """Each rule as (prelude, block), or (statement, None) for ``@charset …;``; strings may hold braces."""
    start = position = depth = opened = 0
    while position < len(text):
        letter = text[position]
        if letter in "\"'":
            position = text.index(letter, position + 1)
        elif letter == ";" and depth == 0:
            yield text[start : position + 1], None
            start = position + 1
        elif letter == "{":
            if depth == 0:
                opened = position
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield text[start:opened].strip(), text[opened + 1 : position]
                start = position + 1
        position += 1
