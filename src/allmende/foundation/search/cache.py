"""Things built from a tenant's rows, kept in process until the rows change."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from allmende.foundation.tenants.context import current_tenant_id

T = TypeVar("T")


class TenantCache(Generic[T]):
    """Keeps what was built for a tenant and key as long as its stamp is the same.

    The stamp is worked out anew at each use and should cost one cheap query: so a process notices what another
    one changed. The least recently used entries go when there are more than ``size``.
    """

    def __init__(self, *, size: int = 32) -> None:
        self._size = size
        self._lock = Lock()
        self._entries: OrderedDict[tuple[uuid.UUID, str], tuple[Hashable, T]] = OrderedDict()

    def get(self, key: str = "", *, stamp: Hashable, build: Callable[[], T]) -> T:
        """What ``build()`` made for the current tenant and ``key`` when the stamp was the same."""
        place = (current_tenant_id(), key)
        with self._lock:
            entry = self._entries.get(place)
            if entry is not None and entry[0] == stamp:
                self._entries.move_to_end(place)
                return entry[1]
        built = build()
        with self._lock:
            self._entries[place] = (stamp, built)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return built
