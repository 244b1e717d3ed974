"""What strangers send keeps nobody busy: the copy of the process that looks at it has limits."""

from __future__ import annotations

import os
import time

import pytest

from allmende.foundation.apart import TooMuchError, run_apart


def apart(work):
    return run_apart(work, seconds=2, cpu_seconds=1, megabytes=64)


def test_it_gives_the_answer():
    assert apart(lambda: b"x" * 200_000) == b"x" * 200_000


def busy() -> bytes:
    while True:
        pass


def too_large() -> bytes:
    return b"x" * 10**9


def broken() -> bytes:
    raise ValueError


def gone() -> bytes:
    os._exit(3)


@pytest.mark.parametrize("work", [busy, too_large, broken, gone, lambda: time.sleep(60) or b""])
def test_too_much_is_said_and_nothing_else_happens(work):
    with pytest.raises(TooMuchError):
        apart(work)
