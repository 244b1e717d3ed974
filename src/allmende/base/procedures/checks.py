"""What does not fit together in a procedure."""

from __future__ import annotations

from dataclasses import dataclass

from .models import ProcedureVersion


@dataclass(frozen=True)
class Finding:
    """``fatal`` keeps the folder from being published; ``place`` names file and part."""

    code: str
    place: str
    message: str
    fatal: bool = True


def check_procedure(version: ProcedureVersion) -> list[Finding]:
    """Everything that does not fit: service, office, form rules, process, templates, filing plan, parameters."""
    return []
