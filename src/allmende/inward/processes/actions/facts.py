"""What is known about a process besides its drawing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..access import require_designer
from ..events import FactsChanged
from ..models import ProcessModel
from .states import stream_of

FACTS = frozenset(
    "name description status owner unit service legal_basis systems media_breaks volume review_on".split()
)


@transaction.atomic
def change_facts(*, model: ProcessModel, actor: Actor, **facts: Any) -> ProcessModel:
    """Change what is known about a process (``FACTS``); raises ``PermissionDenied``."""
    require_designer(actor)
    if unknown := facts.keys() - FACTS:
        raise ValueError(f"no facts of a process: {sorted(unknown)}")
    changed = [name for name, value in facts.items() if getattr(model, name) != value]
    if not changed:
        return model
    for name in changed:
        setattr(model, name, facts[name])
    model.changed_at = timezone.now()
    model.save(update_fields=[*changed, "changed_at"])
    record(FactsChanged(model=model.pk, fields=sorted(changed)), stream=stream_of(model), actor=actor)
    return model


def facts_of(model: ProcessModel) -> dict[str, Any]:
    """What is known about a process as plain data, as a publication keeps it."""
    plain: dict[str, Any] = {}
    for name in sorted(FACTS - {"owner", "unit", "service"}):
        value = getattr(model, name)
        plain[name] = value.isoformat() if isinstance(value, date) else value
    return {
        **plain,
        "unit": model.unit.key if model.unit else "",
        "service": model.service.slug if model.service else "",
        "owner": str(model.owner_id or ""),
    }
