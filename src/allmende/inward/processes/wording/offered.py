"""What a step may name in this municipality: templates, decision tables, processes; as (key, what people call it)."""

from __future__ import annotations

from allmende.base.procedures.queries import current_version, manifest_of
from allmende.base.workflow.decisions.models import DecisionDefinition
from allmende.base.workflow.models import ProcessDefinition

_MOST = 300


def templates(process: str, kind: str) -> list[tuple[str, str]]:
    """The templates of one kind that the procedure of this process has."""
    version = current_version(process)
    if version is None:
        return []
    found = manifest_of(version).templates.items()
    return [(key, template.title or key) for key, template in found if template.kind == kind]


def decisions(process: str) -> list[tuple[str, str]]:
    """The tables of the procedure, then those that are kept for all."""
    version = current_version(process)
    own = [(key, key) for key in version.decisions] if version is not None else []
    return [*own, *DecisionDefinition.objects.order_by("name").values_list("key", "name")[:_MOST]]


def called_processes() -> list[tuple[str, str]]:
    """The processes that run here."""
    return list(ProcessDefinition.objects.order_by("name").values_list("key", "name")[:_MOST])
