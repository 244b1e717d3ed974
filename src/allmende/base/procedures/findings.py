from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """``fatal`` keeps the folder from being published; ``place`` names file and part."""

    code: str
    place: str
    message: str
    fatal: bool = True
