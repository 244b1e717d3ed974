"""A new model: from a file, or from a blank sheet."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.foundation.events.types import Actor

from ..access import require_designer
from ..bpmn.layout import complete, with_layout
from ..bpmn.outline import pool_of, processes
from ..bpmn.tree import as_bytes, name_of, parse, storable
from ..models import ProcessModel, SavedState
from .states import How, Kind, begin_model, save_state


@transaction.atomic
def import_model(
    *, content: bytes, file_name: str, actor: Actor, name: str = "", key: str = ""
) -> ProcessModel:
    """A new model from a BPMN file, kept byte for byte; one without a layout gets one as its second state.

    The same file again gives the model that it became, as long as nobody has changed that. ``key`` is taken where it
    is free.

    Raises ``UnreadableModelError``, ``PermissionDenied``.
    """
    require_designer(actor)
    root = parse(content)
    digest = hashlib.sha256(content).hexdigest()
    imported = SavedState.objects.filter(sha256=digest, how=How.IMPORTED, model__kind=Kind.PROCESS)
    known = imported.select_related("model__current").first()
    if known is not None and known.model.current and known.model.current.how in (How.IMPORTED, How.LAID_OUT):
        return known.model
    title = name or _title(root) or file_name.rpartition(".")[0] or _("New process")
    model = begin_model(
        key=key or title, name=title, file_name=file_name, content=content, how=How.IMPORTED, actor=actor
    )
    completed = complete(root)
    if completed is not None:
        save_state(model, as_bytes(completed), How.LAID_OUT, actor)
    return model


@transaction.atomic
def create_model(*, name: str, actor: Actor) -> ProcessModel:
    """A new model: a start, one step, an end. Raises ``PermissionDenied``."""
    require_designer(actor)
    root = parse(_EMPTY.encode())
    next(iter(processes(root))).set("name", storable(name))
    return begin_model(key=name, name=name, content=as_bytes(with_layout(root)), how=How.DRAWN, actor=actor)


def _title(root: Any) -> str:
    """The name of the file, of its first named process, or of the pool around it."""
    names = [name_of(root)]
    for process in processes(root):
        pool = pool_of(root, process)
        names += [name_of(process), name_of(pool) if pool is not None else ""]
    return next((name for name in names if name), "")


_EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:allmende="urn:allmende:bpmn:1" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="urn:allmende:processes">
  <bpmn:process id="process" isExecutable="true">
    <bpmn:startEvent id="start">
      <bpmn:outgoing>flow_1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="step_1">
      <bpmn:incoming>flow_1</bpmn:incoming>
      <bpmn:outgoing>flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="end">
      <bpmn:incoming>flow_2</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="flow_1" sourceRef="start" targetRef="step_1"/>
    <bpmn:sequenceFlow id="flow_2" sourceRef="step_1" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>
"""
