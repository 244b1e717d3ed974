"""Sentences whose reader, and so whose language, is not known yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation


@dataclasses.dataclass(frozen=True)
class Sentence:
    """A msgid with what is filled into it; ``str`` says it in the active language."""

    msgid: str
    values: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, msgid: str, values: Mapping[str, Any] | None = None) -> Sentence:
        """``values`` may hold sentences themselves."""
        return cls(msgid, tuple((values or {}).items()))

    def __str__(self) -> str:
        text = translation.gettext(self.msgid)
        return text % dict(self.values) if self.values else text

    def by_language(self) -> dict[str, str]:
        """In every language of the site, to be kept for readers of any."""
        found = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                found[code] = str(self)
        return found
