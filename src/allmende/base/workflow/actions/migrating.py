"""Running instances change to another version of their process."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.foundation.events.types import Actor

from .. import movement
from ..compiled import compiled
from ..engine import Mark, Run, waiting
from ..engine.changing import Objection, objections
from ..graph import Kind, On, Process
from ..models import Incident, Instance, ProcessVersion, ServiceJob, Subscription, Task, Timer
from ..operating_events import InstanceMigrated
from ..service_jobs import queue
from .by_hand import OperatingError, locked, set_state, tell, wake


class CannotMigrateError(OperatingError):
    """``objections`` say why; the instance is as it was."""

    def __init__(self, found: list[Objection]) -> None:
        self.objections = found
        super().__init__(" ".join(f"{one.name}: {one.reason}" for one in found))


def check_mapping(*, before: ProcessVersion, after: ProcessVersion, mapping: Mapping[str, str]) -> None:
    """Raises ``OperatingError`` for a mapping that names what is not there, or for versions of two processes."""
    if before.definition_id != after.definition_id:
        raise OperatingError(_("These are versions of two processes. Nothing was changed."))
    old, new = compiled(before.pk), compiled(after.pk)
    for source, target in mapping.items():
        if source not in old.nodes.keys() | _arrows(old):
            raise OperatingError(_("The version has no element “%(key)s”.") % {"key": source})
        if target not in new.nodes.keys() | _arrows(new):
            raise OperatingError(_("The version has no element “%(key)s”.") % {"key": target})


def _arrows(process: Process) -> set[str]:
    return {flow.id for node in process.nodes.values() for flow in node.outgoing}


@transaction.atomic
def migrate_instance(
    *, instance: Instance, version: ProcessVersion, mapping: Mapping[str, str], reason: str, actor: Actor
) -> Instance:
    """Put an instance under ``version``: tasks, timers and messages that it waits for stay, as far as they are there.

    Deadlines that have begun keep their end; those that only the new version has begin now. Raises
    ``CannotMigrateError``.
    """
    found, run = locked(instance, reason, actor)
    if found.version_id == version.pk:
        return found
    check_mapping(before=ProcessVersion.objects.get(pk=found.version_id), after=version, mapping=mapping)
    old, new = compiled(found.version_id), compiled(version.pk)
    against = objections(run.marks.values(), old, new, mapping)
    if against:
        raise CannotMigrateError(against)
    asleep = wake(found, run)
    changed = _changed(run, new, version.pk, mapping, run.around.now)
    _keep_rows(found, new, mapping)
    for place, mark in _places(run):
        twin = changed.marks[mark.id] if mark else None
        _keep_waits(found, place, (run, mark), (changed, twin), mapping)
    told = InstanceMigrated(instance=found.pk, before=found.version_id, version=version.pk)
    tell(found, told, actor, reason)
    Instance.objects.filter(pk=found.pk).update(version=version)
    found.version_id = version.pk
    changed.move()
    jobs = movement.write(found, changed, actor=actor, first=[])
    if asleep:
        set_state(found, Instance.State.ACTIVE, Instance.State.SUSPENDED)
    queue(jobs)
    return found


def _changed(
    run: Run, process: Process, version_id: uuid.UUID, mapping: Mapping[str, str], now: datetime
) -> Run:
    """The same tokens in the other graph; a gateway that waits looks again whether it still has to."""
    marks = {
        mark.id: Mark(
            mapping.get(mark.element, mark.element), mark.state, mapping.get(mark.flow, mark.flow), mark.scope,
            mark.id, mark.data,
        )
        for mark in run.marks.values()
    }  # fmt: skip
    around = movement.surroundings(now, version_id)
    changed = Run(process, run.variables, marks, around, end_element=run.end_element, is_called=run.is_called)
    for mark in marks.values():
        changed.changes.moved.add(mark.id)
        if mark.state == "joining" and process.nodes[mark.element].kind is Kind.PARALLEL:
            changed.ready.append(mark)
    return changed


def _keep_rows(found: Instance, process: Process, mapping: Mapping[str, str]) -> None:
    for task in Task.objects.filter(instance=found, state=Task.State.OPEN):
        node = process.nodes[mapping.get(task.element, task.element)]
        task.element, task.name = node.id, (node.name or node.id)[:200]
        task.hint, task.role, task.priority = node.hint, node.role, node.priority
        task.save(update_fields=["element", "name", "hint", "role", "priority"])
    for job in ServiceJob.objects.filter(instance=found, state__in=("queued", "failed")):
        node = process.nodes[mapping.get(job.element, job.element)]
        action = node.action if node.kind is Kind.SERVICE else job.action
        ServiceJob.objects.filter(pk=job.pk).update(element=node.id, action=action)
    for incident in Incident.objects.filter(instance=found, resolved_at=None):
        element = mapping.get(incident.element, incident.element)
        Incident.objects.filter(pk=incident.pk).update(element=element)


def _places(run: Run) -> Iterator[tuple[uuid.UUID | None, Mark | None]]:
    """Where events may wait: the whole process, and each token that is not at a joining gateway."""
    yield None, None
    for key, mark in run.marks.items():
        if mark.state != "joining":
            yield key, mark


def _keep_waits(
    found: Instance,
    place: uuid.UUID | None,
    before: tuple[Run, Mark | None],
    after: tuple[Run, Mark | None],
    mapping: Mapping[str, str],
) -> None:
    """Timers and messages of a place: what is in both versions stays, what is new begins, the rest is over."""
    old = {mapping.get(key, key): _on(before[0], key) for key in _armed(*before)}
    new = {key: _on(after[0], key) for key in _armed(*after)}
    for kind, on in ((Timer, On.TIMER), (Subscription, On.MESSAGE)):
        for row in kind.objects.filter(instance=found, token_id=place):
            key = mapping.get(row.element, row.element)
            if new.get(key) is not on:
                row.delete()
                continue
            trigger = after[0].process.nodes[key].trigger
            changes = {"name": trigger.name} if trigger and on is On.MESSAGE else {}
            kind.objects.filter(pk=row.pk).update(element=key, **changes)
    mark = after[1]
    if mark is None or mark.state == "waiting":
        # What was there before and is no row any more has happened already.
        begun = [key for key, on in new.items() if old.get(key) is not on]
        waiting.arm_only(after[0], mark, begun)


def _armed(run: Run, mark: Mark | None) -> tuple[str, ...]:
    return waiting.open_handlers(run, None) if mark is None else waiting.armed_now(run, mark)


def _on(run: Run, key: str) -> On | None:
    trigger = run.process.nodes[key].trigger
    return trigger.on if trigger else None
