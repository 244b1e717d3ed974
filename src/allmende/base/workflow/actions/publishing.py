"""Publishing a process."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..calendar import calendar_of
from ..checks import compile_and_check
from ..compiled import keep
from ..events import ProcessPublished
from ..findings import Finding, ProcessRefusedError
from ..graph import Process
from ..models import ProcessDefinition, ProcessStart, ProcessVersion
from ..timing import timer_begins
from .timers import constant


@transaction.atomic
def publish_process(
    *, key: str, bpmn: str, actor: Actor, name: str = "", decisions: Mapping[str, uuid.UUID] | None = None
) -> ProcessVersion:
    """Publish ``bpmn`` (BPMN 2.0 XML) as the newest version of ``key``; the same text again changes nothing.

    ``decisions``: decision id → version of the DMN tables that come with it; instances stay on these.
    Raises ``ProcessRefusedError`` with all findings, each naming its element.
    """
    digest = hashlib.sha256(bpmn.encode()).hexdigest()
    process, findings = compile_and_check(bpmn)
    if process is None:
        raise ProcessRefusedError(findings)
    title = (name or process.name or key)[:200]
    definition, _new = ProcessDefinition.objects.get_or_create(key=key, defaults={"name": title})
    ProcessDefinition.objects.select_for_update().get(pk=definition.pk)
    latest: ProcessVersion | None = definition.versions.order_by("-number").first()
    bound = {decision: str(pk) for decision, pk in (decisions or {}).items()}
    if latest is not None and latest.sha256 == digest and latest.decisions == bound:
        return latest
    if definition.name != title:
        definition.name = title
        definition.save(update_fields=["name"])
    version = ProcessVersion.objects.create(
        definition=definition, number=latest.number + 1 if latest else 1, bpmn=bpmn, sha256=digest,
        decisions=bound, published_by=str(actor),
    )  # fmt: skip
    _starts(version, process)
    record(
        ProcessPublished(version=version.pk, number=version.number, sha256=digest),
        stream=f"process:{definition.pk}",
        actor=actor,
    )
    keep(version.pk, process)
    return version


def _starts(version: ProcessVersion, process: Process) -> None:
    """From now on the newest version is what messages, moments and conditions begin."""
    ProcessStart.objects.filter(version__definition=version.definition).delete()
    now, calendar = timezone.now(), calendar_of()
    for key in process.starts:
        trigger = process.nodes[key].trigger
        if trigger is None:
            continue
        start = ProcessStart(version=version, element=key, kind=trigger.on.value, name=trigger.name)
        if trigger.timer is not None:
            try:
                found = timer_begins(trigger.timer, constant, now, calendar)
                text = "" if found else _("The last moment of this repetition is over.")
            except ValueError as error:
                found, text = None, str(error)
            if found is None:
                raise ProcessRefusedError([Finding(key, process.nodes[key].name, text)])
            start.due_at, start.again = found
        start.save(force_insert=True)
