"""What every kind of import has: its columns, and how a chunk of lines is read and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from allmende.foundation.tables import Refusal, TableRow

#: So many refused lines are told one by one; the rest is counted, so that a wrong file does not fill the memory.
TOLD = 10_000


@dataclass
class Report:
    """What an import did, or would do."""

    kind: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    sha256: str = ""

    def refuse(self, refusal: Refusal) -> None:
        """Note a line that cannot be used, in part or as a whole."""
        self.refused += 1
        if len(self.refusals) < TOLD:
            self.refusals.append(refusal)

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        names = ("rows", "created", "updated", "unchanged", "refused")
        return {name: getattr(self, name) for name in names}


class Import(Protocol):
    """One kind of import; made anew for each file, so it may remember what it saw."""

    key: str
    required: Sequence[str]

    def use_columns(self, columns: Sequence[str]) -> None:
        """Told the columns of the file before the first chunk."""

    def write(self, rows: list[TableRow], report: Report) -> None:
        """Write a chunk, count what changed and refuse what cannot be used."""

    def finish(self, report: Report) -> None:
        """After the last chunk: what had to wait for later lines."""
