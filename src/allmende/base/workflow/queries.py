"""Reads that other apps use."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .compiled import compiled
from .decisions.queries import compiled_decision
from .graph import Node
from .models import Incident, Instance, ProcessVersion, Task


def current_process(key: str) -> ProcessVersion | None:
    """The newest version of the process ``key`` (its text is read when asked for), or None."""
    versions = ProcessVersion.objects.filter(definition__key=key).defer("bpmn")
    return versions.order_by("-number").first()


def open_tasks(subject: str) -> QuerySet[Task]:
    """Open tasks of ``subject``, the oldest first, with unit and assignee."""
    tasks: QuerySet[Task] = Task.objects.filter(subject=subject, state=Task.State.OPEN)
    return tasks.select_related("unit", "assignee").order_by("created_at", "id")


def tasks_of(subject: str) -> QuerySet[Task]:
    """All tasks of ``subject``, the oldest first."""
    tasks: QuerySet[Task] = Task.objects.filter(subject=subject)
    return tasks.select_related("unit", "assignee").order_by("created_at", "id")


def instances_of(subject: str) -> QuerySet[Instance]:
    """All runs for ``subject``, the newest first."""
    instances: QuerySet[Instance] = Instance.objects.filter(subject=subject)
    return instances.select_related("version__definition").order_by("-started_at", "-id")


def active_instance(subject: str) -> Instance | None:
    """The newest running instance of ``subject`` that no other one called, or None."""
    return instances_of(subject).filter(state=Instance.State.ACTIVE, parent=None).first()


def open_incidents(subject: str = "") -> QuerySet[Incident]:
    """Incidents nobody has resolved, of one ``subject`` or of the tenant, the oldest first."""
    incidents: QuerySet[Incident] = Incident.objects.filter(resolved_at=None).select_related("instance")
    if subject:
        incidents = incidents.filter(instance__subject=subject)
    return incidents.order_by("opened_at", "id")


def names_used(version: ProcessVersion) -> frozenset[str]:
    """The variables that the process and its decision tables read, as dotted paths: what a caller has to give."""
    tables = {uuid.UUID(key) for key in version.decisions.values()}
    asked = (compiled_decision(key).references for key in tables)
    return compiled(version.pk).references.union(*asked)


def units_named(version: ProcessVersion) -> set[str]:
    """The keys of offices that the process names itself."""
    return {node.unit.text for node in compiled(version.pk).nodes.values() if node.unit.text}


def answers_of(task: Task) -> tuple[tuple[str, str], ...]:
    """The answers (value, label) from which a person chooses to complete ``task``; empty for a plain task."""
    return _node(task).answers if task.instance_id else ()


def variables_for(task: Task, answer: str) -> dict[str, str]:
    """What choosing ``answer`` sets; raises ``ValueError`` where the task wants one and this is none of them."""
    answers = dict(answers_of(task))
    if not answers:
        return {}
    if answer not in answers:
        raise ValueError(_("Please choose: %(answers)s.") % {"answers": ", ".join(answers.values())})
    return {_node(task).result: answer}


def _node(task: Task) -> Node:
    if task.instance is None:
        raise ValueError("an added task has no element")
    return compiled(task.instance.version_id).nodes[task.element]
