"""What can be wrong with a process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """What is wrong at ``node``: ``kind`` is deadlock, circle, endless, dead or twice.

    ``missing`` are the elements from which a token may never come, or from which several come at once; ``example`` the
    elements of a shortest run that leads into it.
    """

    node: str
    kind: str
    missing: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
