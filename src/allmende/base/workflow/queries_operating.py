"""Reads for those who look after running processes: lists that stay quick with a million instances."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from .compiled import compiled
from .models import Incident, Instance, ProcessVersion

RUNNING = (Instance.State.ACTIVE, Instance.State.SUSPENDED)


def running_on(version: ProcessVersion, size: int) -> Iterator[list[Instance]]:
    """All running instances of a version, the oldest first, in pages; those that change meanwhile may be left out."""
    for state in RUNNING:
        after: uuid.UUID | None = None
        while True:
            rows = Instance.objects.filter(version=version, state=state).order_by("id")
            page = list(rows.filter(pk__gt=after)[:size] if after else rows[:size])
            if not page:
                break
            yield page
            after = page[-1].pk


def stuck_steps(subject: str) -> list[str]:
    """The names of the steps that have failed and wait for an operator, for ``subject``."""
    rows = Incident.objects.filter(instance__subject=subject, resolved_at=None).order_by("opened_at", "id")
    found = []
    for element, version_id in rows.values_list("element", "instance__version_id"):
        node = compiled(version_id).nodes.get(element)
        found.append(node.name if node else "")
    return list(dict.fromkeys(found))
