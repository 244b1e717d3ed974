"""CEL's string functions (extension "strings" of cel-spec) and ``min``, ``max``: the library leaves them to us.

Each takes null and then answers null (unknown), as it does for what is no text and for places outside of one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _of_text(function: Callable[..., Any]) -> Callable[..., Any]:
    def called(text: Any, *arguments: Any) -> Any:
        known = isinstance(text, str) and all(argument is not None for argument in arguments)
        try:
            return function(text, *arguments) if known else None
        except (TypeError, ValueError, AttributeError):
            return None

    return called


def _lower(text: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def _upper(text: str) -> str:
    return "".join(sign.upper() if sign.isascii() else sign for sign in text)


def _split(text: str, separator: str, most: Any = -1) -> list[str]:
    if not separator:
        return list(text)
    return text.split(separator, int(most) - 1) if int(most) > 0 else text.split(separator)


def _substring(text: str, start: Any, end: Any = None) -> str | None:
    last = len(text) if end is None else int(end)
    return text[int(start) : last] if 0 <= int(start) <= last <= len(text) else None


def _char_at(text: str, place: Any) -> str | None:
    return text[int(place) : int(place) + 1] if 0 <= int(place) <= len(text) else None


def join(values: Any, separator: Any = "") -> str | None:
    """The texts of a list as one."""
    if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
        return None
    return separator.join(values) if isinstance(separator, str) else None


def _chosen(choose: Callable[[Any], Any]) -> Callable[..., Any]:
    def called(*values: Any) -> Any:
        first = values[0] if len(values) == 1 else values
        listed = list(first) if isinstance(first, list | tuple) else [first]
        try:
            return choose(listed) if listed and None not in listed else None
        except TypeError:
            return None

    return called


TEXT_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "lowerAscii": _of_text(_lower),
    "upperAscii": _of_text(_upper),
    "trim": _of_text(str.strip),
    "split": _of_text(_split),
    "join": join,
    "substring": _of_text(_substring),
    "replace": _of_text(lambda text, old, new: text.replace(old, new)),
    "indexOf": _of_text(lambda text, part: text.find(part)),
    "charAt": _of_text(_char_at),
    "min": _chosen(min),
    "max": _chosen(max),
}
