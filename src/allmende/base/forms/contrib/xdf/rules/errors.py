from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....sentences import Sentence


class NotUnderstoodError(ValueError):
    """A rule is not surely understood; ``why`` says what of it, in the language of whoever reads it."""

    def __init__(self, msgid: str, values: Mapping[str, Any] | None = None) -> None:
        self.why = Sentence.of(msgid, values)
        super().__init__(msgid)
