"""All running instances of a version change to another one, each on its own, with the processes that they called."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from allmende.foundation.events.types import Actor

from .. import store
from ..compiled import compiled
from ..engine.changing import Objection, objections
from ..models import Instance, ProcessVersion
from ..queries_operating import called_by, running_on
from .by_hand import ProcessOverError
from .migrating import CannotMigrateError, check_mapping, migrate_instance

AT_ONCE = 200


@dataclass(frozen=True)
class Change:
    """From one version of a process to another; ``mapping`` names elements and arrows that are called otherwise."""

    before: ProcessVersion
    after: ProcessVersion
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CalledVerdict:
    """What becomes of a running process that was called: it stays on ``before``, or changes to ``after``.

    Where it was to change and cannot, ``objections`` say why, and it stays.
    """

    instance_id: uuid.UUID
    before: ProcessVersion
    after: ProcessVersion | None = None
    objections: list[Objection] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return self.after is not None and not self.objections


@dataclass(frozen=True)
class Verdict:
    """Whether an instance can change: without objections it can (or has). ``called``: the running processes that it
    called, and those that these called; empty where the instance itself stays."""

    instance_id: uuid.UUID
    subject: str
    objections: list[Objection] = field(default_factory=list)
    called: list[CalledVerdict] = field(default_factory=list)


def plan_migration(
    *,
    before: ProcessVersion,
    after: ProcessVersion,
    mapping: Mapping[str, str],
    called: Sequence[Change] = (),
) -> Iterator[Verdict]:
    """A dry run over all running instances of ``before``, the oldest first; nothing is changed.

    Called processes stay on their version, unless ``called`` has a change from it.
    """
    whole = Change(before, after, mapping)
    for page in _pages(whole, called):
        yield from _verdicts(page, whole, called)


def migrate_instances(
    *,
    before: ProcessVersion,
    after: ProcessVersion,
    mapping: Mapping[str, str],
    reason: str,
    actor: Actor,
    called: Sequence[Change] = (),
) -> Iterator[Verdict]:
    """Change all running instances of ``before`` that can, each on its own; a stop half-way loses nothing.

    What they called changes first, so that who begins again after a stop finds all that is left.
    """
    whole = Change(before, after, mapping)
    for page in _pages(whole, called):
        for verdict in _verdicts(page, whole, called):
            if verdict.objections:
                yield verdict
                continue
            inside = [_change_called(one, called, reason, actor) for one in verdict.called]
            found = _change(verdict.instance_id, whole, reason, actor)
            yield Verdict(verdict.instance_id, verdict.subject, found, inside)


def _pages(whole: Change, called: Sequence[Change]) -> Iterator[list[Instance]]:
    for change in (whole, *called):
        check_mapping(before=change.before, after=change.after, mapping=change.mapping)
    yield from running_on(whole.before, AT_ONCE)


def _verdicts(page: list[Instance], whole: Change, called: Sequence[Change]) -> list[Verdict]:
    children = called_by([instance.pk for instance in page])
    changes = {change.before.pk: change for change in called}
    moving = [child for family in children.values() for child in family if child.version_id in changes]
    marks = store.read_all_marks([instance.pk for instance in (*page, *moving)])

    def against(instance: Instance, change: Change) -> list[Objection]:
        old, new = compiled(change.before.pk), compiled(change.after.pk)
        return objections(marks.get(instance.pk, {}).values(), old, new, change.mapping)

    def inside(child: Instance) -> CalledVerdict:
        change = changes.get(child.version_id)
        if change is None:
            return CalledVerdict(child.pk, child.version)
        return CalledVerdict(child.pk, child.version, change.after, against(child, change))

    found = []
    for instance in page:
        reasons = against(instance, whole)
        family = [] if reasons else [inside(child) for child in children.get(instance.pk, [])]
        found.append(Verdict(instance.pk, instance.subject, reasons, family))
    return found


def _change_called(one: CalledVerdict, called: Iterable[Change], reason: str, actor: Actor) -> CalledVerdict:
    change = next((change for change in called if change.before.pk == one.before.pk), None)
    if change is None or one.objections:
        return one
    found = _change(one.instance_id, change, reason, actor)
    return CalledVerdict(one.instance_id, one.before, one.after, found)


def _change(instance_id: uuid.UUID, change: Change, reason: str, actor: Actor) -> list[Objection]:
    try:
        migrate_instance(
            instance=Instance.objects.get(pk=instance_id), version=change.after, mapping=change.mapping,
            reason=reason, actor=actor,
        )  # fmt: skip
    except CannotMigrateError as error:
        return error.objections
    except ProcessOverError:
        pass  # it came to its end meanwhile: nothing is left to change
    return []
