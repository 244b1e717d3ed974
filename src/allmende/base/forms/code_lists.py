"""Code lists as the engine asks for them, out of the database."""

from __future__ import annotations

import time
import unicodedata

from .models import CodeList, CodeListEntry

_SECONDS = 30.0


def fold(text: str) -> str:
    """``text`` for searching: lower case, no accents, ß as ss."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


class DatabaseCodeLists:
    """The current tenant's code lists; each is read once and kept for half a minute."""

    def __init__(self) -> None:
        self._lists: dict[str, tuple[float, dict[str, str]]] = {}

    def label(self, key: str, code: str) -> str | None:
        return self._entries(key).get(code)

    def known(self, key: str) -> bool:
        return bool(self._entries(key))

    def _entries(self, key: str) -> dict[str, str]:
        now = time.monotonic()
        hit = self._lists.get(key)
        if hit and hit[0] > now:
            return hit[1]
        row = CodeList.objects.filter(key=key).first() if key else None
        entries = (
            dict(CodeListEntry.objects.filter(code_list=row).values_list("code", "label")) if row else {}
        )
        self._lists[key] = (now + _SECONDS, entries)
        return entries
