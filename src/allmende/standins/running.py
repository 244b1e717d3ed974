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


@dataclass(frozen=True)
class Launched:
    """A stand-in that is coming up; others can be launched meanwhile."""

    name: str
    process: subprocess.Popen[str]

    def ready(self) -> Running:
        """Wait until it listens; raises ``RuntimeError`` where it does not."""
        url = (self.process.stdout.readline() if self.process.stdout else "").strip()
        if not url:
            self.process.wait()
            raise RuntimeError(f"the stand-in {self.name} did not start")
        return Running(self.name, url, self.process)


def launch(name: str, *, host: str = "127.0.0.1", port: int = 0) -> Launched:
    """Begin to start a stand-in."""
    command = [sys.executable, "-m", "allmende.standins", name, "--host", host, "--port", str(port)]
    return Launched(name, subprocess.Popen(command, stdout=subprocess.PIPE, text=True))


def start(name: str, *, host: str = "127.0.0.1", port: int = 0) -> Running:
    """Start a stand-in and wait until it listens; raises ``RuntimeError`` where it does not."""
    return launch(name, host=host, port=port).ready()


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
