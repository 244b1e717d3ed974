"""Reads for those who look after running processes: lists that stay quick with a million instances."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

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


def called_by(callers: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Instance]]:
    """The running processes that each of these instances called, and those that they called in turn; each with its
    version and its process."""
    roots = {key: key for key in callers}
    found: dict[uuid.UUID, list[Instance]] = {}
    waiting = list(roots)
    while waiting:
        rows = Instance.objects.filter(parent__in=waiting, state__in=RUNNING).order_by("id")
        children = list(rows.select_related("version__definition").defer("version__bpmn"))
        for child in children:
            root = roots[child.parent_id]  # type: ignore[index]
            roots[child.pk] = root
            found.setdefault(root, []).append(child)
        waiting = [child.pk for child in children]
    return found


def called_versions(version: ProcessVersion) -> list[ProcessVersion]:
    """The versions on which processes run that running instances of ``version`` called, directly or further down."""
    found: set[uuid.UUID] = set()
    callers: set[uuid.UUID] = {version.pk}
    while callers:
        rows = Instance.objects.filter(parent__version__in=callers, state__in=RUNNING)
        callers = set(rows.values_list("version", flat=True).distinct()) - found
        found |= callers
    versions = ProcessVersion.objects.filter(pk__in=found - {version.pk}).defer("bpmn")
    return list(versions.select_related("definition").order_by("definition__name", "-number"))


def stuck_steps(subject: str) -> list[str]:
    """The names of the steps that have failed and wait for an operator, for ``subject``."""
    rows = Incident.objects.filter(instance__subject=subject, resolved_at=None).order_by("opened_at", "id")
    found = []
    for element, version_id in rows.values_list("element", "instance__version_id"):
        node = compiled(version_id).nodes.get(element)
        found.append(node.name if node else "")
    return list(dict.fromkeys(found))
