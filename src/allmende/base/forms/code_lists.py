"""Code lists out of the database, as the engine asks for them.

A working copy sees what each list holds now; a published version what it held at publication, for good.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from django.db.models import QuerySet

from .models import CodeList, CodeListContent, CodeListEntry, FormVersion, PinnedCodeList
from .searching import Entry, fold, similar

#: How many entries the process keeps in memory, over all contents; contents never change.
MAX_KEPT = 150_000
_kept: OrderedDict[uuid.UUID, dict[str, str]] = OrderedDict()
_keeping = Lock()


def current_contents() -> dict[str, uuid.UUID]:
    """What each list of the current tenant holds now: key → content."""
    return dict(CodeList.objects.values_list("key", "content_id"))


def pinned_contents(version: FormVersion | uuid.UUID) -> dict[str, uuid.UUID]:
    """What the lists of a published version hold: key → content."""
    return dict(PinnedCodeList.objects.filter(version=version).values_list("key", "content_id"))


class DatabaseCodeLists:
    """``contents``: key → content; without it what the current tenant's lists hold at this moment."""

    def __init__(self, contents: Mapping[str, uuid.UUID] | None = None) -> None:
        self.contents = current_contents() if contents is None else dict(contents)

    def label(self, key: str, code: str) -> str | None:
        return self._labels(key).get(code)

    def known(self, key: str) -> bool:
        return bool(self._labels(key))

    def first(self, key: str, limit: int) -> list[Entry]:
        return [*self._labels(key).items()][:limit]

    def search(self, key: str, text: str, limit: int) -> list[Entry]:
        content = self.contents.get(key)
        return search_content(content, text, limit=limit) if content else []

    def _labels(self, key: str) -> dict[str, str]:
        content = self.contents.get(key)
        return _labels_of(content) if content else {}


def _labels_of(content: uuid.UUID) -> dict[str, str]:
    """Code → label in the order of the list; kept in the process while there is room."""
    found = _kept.get(content)
    if found is not None:
        return found
    entries = CodeListEntry.objects.filter(content_id=content).order_by("position")
    labels = dict(entries.values_list("code", "label"))
    with _keeping:  # several threads serve requests
        _kept[content] = labels
        while len(_kept) > 1 and sum(map(len, _kept.values())) > MAX_KEPT:
            _kept.popitem(last=False)
    return labels


def search_content(content: CodeListContent | uuid.UUID, text: str, *, limit: int) -> list[Entry]:
    """As ``searching.search_entries``, in the database."""
    entries: QuerySet[CodeListEntry] = CodeListEntry.objects.filter(content=content).order_by("position")
    pairs = entries.values_list("code", "label")
    wanted = fold(text)
    if not wanted:
        return list(pairs[:limit])
    exact = list(pairs.filter(code__iexact=text.strip())[:1])
    begin = list(pairs.filter(folded__startswith=wanted)[:limit])
    inside = list(pairs.filter(folded__contains=wanted)[:limit])
    found = list(dict.fromkeys([*exact, *begin, *inside]))
    return found[:limit] or similar(list(entries.values_list("code", "label", "folded")), wanted, limit)
