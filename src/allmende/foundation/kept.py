"""Answers kept in the process for a short time, so that what seldom changes is not asked at every request.

One way for all of it: a key holds for one tenant only, nothing is kept that was not found, and a test (or whoever
changed what lies below) drops everything at once with ``forget_all``. What must never be stale belongs into
``foundation.search.cache``, which asks for a stamp.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from allmende.foundation.tenants.context import current_tenant_id

T = TypeVar("T")


class Kept(Generic[T]):
    """Answers by key, each for so many seconds; with more than ``size`` of them it begins anew.

    ``shared`` is for what belongs to no tenant: host names, tenants themselves.
    """

    def __init__(self, *, seconds: float, size: int = 1000, shared: bool = False) -> None:
        self._seconds = seconds
        self._size = size
        self._shared = shared
        self._entries: dict[Hashable, tuple[float, T]] = {}
        _all.add(self)

    def get(self, key: Hashable, build: Callable[[], T]) -> T:
        """What ``build()`` returned for the current tenant and ``key`` a short while ago; None is not kept."""
        place = key if self._shared else (current_tenant_id(), key)
        known = self._entries.get(place)
        if known is not None and known[0] > monotonic():
            return known[1]
        built = build()
        if built is not None:
            if len(self._entries) >= self._size:
                self._entries.clear()
            self._entries[place] = (monotonic() + self._seconds, built)
        return built

    def forget(self) -> None:
        """Drop everything, for all tenants."""
        self._entries.clear()


_all: WeakSet[Kept[Any]] = WeakSet()


def forget_all() -> None:
    """Drop everything that the process keeps."""
    for kept in list(_all):
        kept.forget()
