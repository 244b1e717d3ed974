"""Publishing procedures and setting a municipality's parameters. Callers have checked the designer role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from allmende.foundation.events.types import Actor

from .models import Procedure, ProcedureVersion


class FolderError(ValueError):
    """A folder cannot be imported; ``findings`` say what and where, each a sentence."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


@transaction.atomic
def import_folder(path: Path, actor: Actor) -> ProcedureVersion:
    """Publish the folder as the newest version; the same files again change nothing.

    Raises ``FolderError`` with everything that keeps it from being published.
    """
    raise NotImplementedError


def export_folder(version: ProcedureVersion, path: Path) -> list[Path]:
    """Write the version's files below ``path``; returns what was written."""
    raise NotImplementedError


@transaction.atomic
def set_parameter(*, procedure: Procedure, key: str, value: Any, actor: Actor) -> None:
    """Set the municipality's value; None goes back to the folder's default. Raises ``ValueError``."""
    raise NotImplementedError
