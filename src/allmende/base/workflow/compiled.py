"""Compiled processes by version, kept in this process: a version never changes."""

from __future__ import annotations

import uuid
from collections import OrderedDict

from .findings import Findings, ProcessRefusedError
from .graph import Process
from .moddle import read_definitions
from .models import ProcessVersion
from .reading import read_process

_KEPT = 400
_cache: OrderedDict[uuid.UUID, Process] = OrderedDict()


def compiled(version_id: uuid.UUID) -> Process:
    """The graph of a published version; raises ``ProcessRefusedError`` where an older engine published what
    this one cannot run.
    """
    process = _cache.get(version_id)
    if process is None:
        xml = ProcessVersion.objects.values_list("bpmn", flat=True).get(pk=version_id)
        findings = Findings()
        process = read_process(read_definitions(xml)[0], findings)
        if process is None:
            raise ProcessRefusedError(findings.items)
        keep(version_id, process)
    return process


def keep(version_id: uuid.UUID, process: Process) -> None:
    """Remember a process that was just compiled."""
    _cache[version_id] = process
    if len(_cache) > _KEPT:
        _cache.popitem(last=False)
