"""Rules in prose that people must look at."""

from __future__ import annotations

import dataclasses

from .sentences import Sentence


@dataclasses.dataclass(frozen=True)
class ReviewItem:
    """A rule in prose that an import could not surely translate."""

    rule_id: str
    rule_version: str
    name: str
    text: str
    places: tuple[str, ...] = ()
    why: Sentence | None = None
