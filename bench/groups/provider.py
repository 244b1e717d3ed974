"""An IT provider with 2,000 schools: import, preview, letters, windows, pages."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from bench.figure import Figure
from bench.provider import PARTS
from bench.world import municipality


def figures() -> Iterator[Figure]:
    with municipality():
        for part in PARTS:
            yield from importlib.import_module(f"bench.provider.{part}").figures()
