"""A stand-in in a process of its own, for tests, figures and the demo."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen


@dataclass(frozen=True)
class Running:
    """A stand-in that runs; ``url`` has no slash at the end."""

    name: str
    url: str
    process: subprocess.Popen[str]

    def misbehave(self, **faults: Any) -> None:
        """Switch on exactly these faults; none: behave again."""
        request = Request(f"{self.url}/_faults", json.dumps(faults).encode(), method="POST")  # noqa: S310
        with urlopen(request, timeout=10):  # noqa: S310
            pass


def start(name: str, *, host: str = "127.0.0.1", port: int = 0) -> Running:
    """Start a stand-in and wait until it listens; raises ``RuntimeError`` where it does not."""
    command = [sys.executable, "-m", "allmende.standins", name, "--host", host, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    url = (process.stdout.readline() if process.stdout else "").strip()
    if not url:
        process.wait()
        raise RuntimeError(f"the stand-in {name} did not start")
    return Running(name, url, process)


@contextmanager
def running(name: str) -> Iterator[Running]:
    """``with running("bundid") as bundid:`` a stand-in at a free port, ended at the end."""
    found = start(name)
    try:
        yield found
    finally:
        found.process.terminate()
        found.process.wait(timeout=10)
        if found.process.stdout:
            found.process.stdout.close()
