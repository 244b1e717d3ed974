"""Text with ``{placeholders}``: data goes in as plain text, never as markup or code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

#: ``{customer.name}``; a doubled brace is a brace.
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{\s*([A-Za-z_][\w.]*)\s*\}")
PATH = re.compile(r"[A-Za-z_]\w*(\.\w+)*")


class UnknownPlaceholderError(LookupError):
    """The text names a placeholder that the data do not have; ``name`` is it, ``near`` what may be meant."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.name = name
        self.near = get_close_matches(name, known, n=1, cutoff=0.6)
        super().__init__(name)

    def __str__(self) -> str:
        message = _("There is no placeholder {%(name)s}.") % {"name": self.name}
        if self.near:
            message += " " + _("Do you mean {%(near)s}?") % {"near": self.near[0]}
        return message


def look_up(path: str, data: Mapping[str, Any]) -> Any:
    """The value at ``path`` ("customer.name") in nested ``data``; raises ``UnknownPlaceholderError``."""
    value: Any = data
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            raise UnknownPlaceholderError(path, paths_of(data))
        value = value[key]
    return value


def paths_of(data: Mapping[str, Any], prefix: str = "") -> list[str]:
    """All paths in nested ``data``."""
    found: list[str] = []
    for key, value in data.items():
        found += paths_of(value, f"{prefix}{key}.") if isinstance(value, Mapping) else [f"{prefix}{key}"]
    return found


def as_text(value: Any) -> str:
    """A value as a person writes it, in the current language."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return str(formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT"))
    if isinstance(value, dt.date):
        return str(formats.date_format(value, "DATE_FORMAT"))
    if isinstance(value, int | float | Decimal):
        return str(formats.number_format(value))
    if isinstance(value, list | tuple):
        return ", ".join(as_text(item) for item in value)
    return str(value)


def names_in(text: str) -> list[str]:
    """The placeholders that ``text`` names, in order."""
    return [match[1] for match in PLACEHOLDER.finditer(text) if match[1]]


def fill(text: str, data: Mapping[str, Any]) -> str:
    """``text`` with its placeholders filled; raises ``UnknownPlaceholderError``."""

    def value(match: re.Match[str]) -> str:
        return as_text(look_up(match[1], data)) if match[1] else match[0][0]

    return PLACEHOLDER.sub(value, text)
