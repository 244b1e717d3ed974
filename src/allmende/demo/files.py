"""Reading the demo's data: one folder for each municipality, ``shared`` for what all have.

What is read is kept and shared: nobody changes it.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent
#: The municipalities in the order in which they are made.
TOWNS = ("musterstadt", "kleinau")


@functools.cache
def read_yaml(town: str, name: str) -> Any:
    """The data in ``town``'s file, else in the shared one."""
    own = ROOT / town / f"{name}.yaml"
    file = own if own.exists() else ROOT / "shared" / f"{name}.yaml"
    # Our own files: the parser in C, which is many times as fast, needs no guard against what nests too deep.
    return yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


@functools.cache
def read_csv(town: str, name: str) -> list[dict[str, str]]:
    """The rows of ``town``'s table."""
    with (ROOT / town / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def procedure_folder(key: str) -> Path:
    """Where the procedure ``key`` lies as a folder."""
    return ROOT / "procedures" / key
