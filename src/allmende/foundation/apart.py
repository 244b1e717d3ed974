"""Work on what strangers send, in a child process with limits: whatever happens there, this process goes on."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import time
from collections.abc import Callable

_MEGABYTE = 1024 * 1024


class TooMuchError(Exception):
    """The work took more time or memory than it was given, or broke the child."""


def run_apart(work: Callable[[], bytes], *, seconds: int, cpu_seconds: int, megabytes: int) -> bytes:
    """What ``work`` returns, done in a copy of this process that is ended after ``seconds``.

    ``cpu_seconds`` and ``megabytes`` (more than this process has now) are its limits. The child must not use the
    database nor anything that this process has open. Raises ``TooMuchError``.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - the copy is not measured
        _in_child(work, writing, cpu_seconds, megabytes)
    os.close(writing)
    try:
        return _answer(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _in_child(work: Callable[[], bytes], writing: int, cpu_seconds: int, megabytes: int) -> None:
    try:
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        end = int(used) + cpu_seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (end, end))
        with contextlib.suppress(OSError, ValueError):  # not every system says what is mapped
            most = _mapped() + megabytes * _MEGABYTE
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        answer = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(b"+" + answer)
    finally:
        # Nothing of the parent may be ended twice: no handlers, no buffers.
        os._exit(0)


def _mapped() -> int:
    with open("/proc/self/statm", encoding="ascii") as told:
        return int(told.read().split()[0]) * resource.getpagesize()


def _answer(reading: int, end: float) -> bytes:
    found = b""
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            raise TooMuchError
        piece = os.read(reading, 65_536)
        if not piece:
            break
        found += piece
    if not found.startswith(b"+"):
        raise TooMuchError
    return found[1:]
