"""What is done to a document between being set and being stored: codes printed on it, seals put to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allmende.foundation.files.models import StoredFile
from allmende.foundation.registry import Registry


@dataclass(frozen=True)
class Coming:
    """A document about to be made; ``kind`` is its template's purpose or what its maker calls it."""

    kind: str
    title: str
    data: Mapping[str, Any]
    language: str


class UnfinishedError(Exception):
    """It could not be done: the document is set again, with what ``printed`` says now, and finished once more."""


class Finishing:
    """What is done to one document; each step does nothing unless it is overridden."""

    def printed(self) -> Mapping[str, Any]:
        """The block at the end: ``lines`` [text], ``address``, ``code`` and its ``label``, ``qr`` (SVG), ``alt``."""
        return {}

    def finish(self, content: bytes) -> bytes:
        """The PDF as it is handed out; raises ``UnfinishedError``."""
        return content

    def stored(self, file: StoredFile) -> None:
        """The document lies in the storage; same transaction."""


class Finisher(ABC):
    """Looks at each document that is made; register it from ``AppConfig.ready()``."""

    key: str

    @abstractmethod
    def begin(self, coming: Coming) -> Finishing | None:
        """What it will do to this one; None: nothing."""


finishers: Registry[Finisher] = Registry("finisher")


def begun(coming: Coming) -> list[Finishing]:
    """What all finishers will do to a document."""
    return [finishing for finisher in finishers if (finishing := finisher.begin(coming)) is not None]
