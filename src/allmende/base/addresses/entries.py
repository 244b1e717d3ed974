"""What an import of the address register reads and tells."""

from __future__ import annotations

from dataclasses import dataclass, field

from allmende.foundation.tables import Refusal


@dataclass(frozen=True)
class Entry:
    """One house number of the register; ``x`` and ``y`` in EPSG:25832."""

    street_key: str
    street: str
    number: int
    suffix: str
    postcode: str
    x: float
    y: float

    @property
    def identity(self) -> tuple[str, int, str]:
        return (self.street_key, self.number, self.suffix)


@dataclass
class Report:
    """What an import did, or would do; ``created`` to ``unchanged`` count house numbers."""

    rows: int = 0
    streets: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
