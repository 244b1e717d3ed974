"""A light limit on open reads: counted in the process, because a shared count would cost more than the read."""

from __future__ import annotations

import time
from threading import Lock

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from allmende.foundation.limits.actions import client_of

_MOST_CLIENTS = 10_000


class PerClient(BaseThrottle):
    """At most ``limit`` requests of one client in a window of ``seconds``."""

    def __init__(self, *, limit: int, seconds: int) -> None:
        self._limit = limit
        self._seconds = seconds
        self._lock = Lock()
        self._window = 0
        self._counts: dict[str, int] = {}

    def allow_request(self, request: HttpRequest) -> bool:
        client = client_of(request)
        with self._lock:
            window = int(time.time() // self._seconds)
            if window != self._window or len(self._counts) > _MOST_CLIENTS:
                self._window, self._counts = window, {}
            count = self._counts[client] = self._counts.get(client, 0) + 1
        return count <= self._limit

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._seconds - time.time() % self._seconds
