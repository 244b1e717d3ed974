"""What it takes to start, and to stay in memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from bench.figure import Figure, at_most, memory_mb
from bench.world import municipality, serving

BARE = "import django; from django.conf import settings; settings.configure(); django.setup(); import django.db.models"


def figures() -> Iterator[Figure]:
    with municipality():
        spent = min(_seconds("-m", "allmende", "check") for _ in range(3))
        floor = min(_seconds("-c", BARE) for _ in range(3))
        yield at_most("allmende check", spent, 3, "s", floor=round(floor, 3), floor_is="bare Django start")
        with serving(workers=1) as server:
            for _ in range(50):
                connection = server.connect()
                connection.request("GET", "/", headers={"Host": "localhost"})
                connection.getresponse().read()
            largest = max(memory_mb(pid) for pid in server.workers)
        yield at_most(
            "worker memory after load", largest, 160, "MB", floor=_bare_memory(), floor_is="bare Django"
        )


def _seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=False, capture_output=True)
    return time.perf_counter() - start


def _bare_memory() -> float:
    process = subprocess.Popen([sys.executable, "-c", BARE + "; input()"], stdin=subprocess.PIPE)
    time.sleep(2)
    try:
        return round(memory_mb(process.pid), 1)
    finally:
        process.kill()
