"""Every write about process models."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.procedures.actions import FolderError, import_files
from allmende.base.procedures.queries import current_version, folder_of, manifest_of
from allmende.base.workflow.actions import publish_process
from allmende.base.workflow.checks import check_process
from allmende.base.workflow.decisions.models import DecisionDefinition
from allmende.base.workflow.findings import ProcessRefusedError
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .access import require_designer
from .bpmn.layout import complete, with_layout
from .bpmn.outline import pool_of, processes
from .bpmn.tree import as_bytes, as_text, name_of, parse, storable
from .events import FactsChanged, ModelChanged, ModelCreated, ModelPublished, RemarkSettled, RemarkWritten
from .missing import missing_in
from .models import ProcessModel, Publication, Remark, SavedState
from .queries import content_of

How, Kind = SavedState.How, ProcessModel.Kind
FACTS = frozenset(
    "name description status owner unit service legal_basis systems media_breaks volume review_on".split()
)


class ChangedMeanwhileError(ValueError):
    """Somebody else saved the working copy after it was shown; nothing was saved."""


class NothingToPublishError(ValueError):
    """The working copy is what was published last."""


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
        _save(model, as_bytes(completed), How.LAID_OUT, actor)
    return model


@transaction.atomic
def create_model(*, name: str, actor: Actor) -> ProcessModel:
    """A new model: a start, one step, an end. Raises ``PermissionDenied``."""
    require_designer(actor)
    root = parse(_EMPTY.encode())
    next(iter(processes(root))).set("name", storable(name))
    return begin_model(key=name, name=name, content=as_bytes(with_layout(root)), how=How.DRAWN, actor=actor)


def begin_model(
    *, key: str, name: str, content: bytes, how: str, actor: Actor, file_name: str = "",
    kind: str = Kind.PROCESS, copy_of: str = "", exact: bool = False,
) -> ProcessModel:  # fmt: skip
    """A new model with its first state, in the caller's transaction.

    Its key is ``key`` where that is ``exact``, else one made of it that is free. Raises ``PermissionDenied``.
    """
    require_designer(actor)
    model = ProcessModel.objects.create(
        kind=kind, key=key if exact else _free_key(key, kind), name=name[:200], file_name=file_name[:200],
        copy_of=copy_of,
    )  # fmt: skip
    event = ModelCreated(model=model.pk, key=model.key, file=model.file_name)
    record(event, stream=_stream(model), actor=actor)
    _save(model, content, how, actor)
    return model


@transaction.atomic
def change_model(
    *, model: ProcessModel, base: int, how: str, actor: Actor, edit: Callable[[bytes], bytes]
) -> SavedState:
    """Save ``edit`` of the working copy as its next state; what changes nothing saves nothing.

    ``base`` is the number of the state that the person saw, 0 does not ask. Raises ``ChangedMeanwhileError``,
    ``UnreadableModelError``, ``PermissionDenied`` and what ``edit`` raises.
    """
    require_designer(actor)
    locked = _locked(model)
    current = locked.current
    if current is None:
        raise LookupError(f"the model {model.key} has no content")
    if base and base != current.number:
        raise ChangedMeanwhileError(
            _("Somebody else has changed this meanwhile. Nothing was saved; you now see the newest state.")
        )
    before = content_of(current)
    content = edit(before)
    if locked.kind == Kind.PROCESS:
        parse(content)
    return current if content == before else _save(locked, content, how, actor)


@transaction.atomic
def undo_change(*, model: ProcessModel, actor: Actor) -> SavedState | None:
    """Take the working copy back to what it was made from; None where there is nothing before it."""
    require_designer(actor)
    locked = _locked(model)
    before = locked.current.before if locked.current else None
    if before is not None:
        _point(locked, before, "undone", actor)
    return before


@transaction.atomic
def redo_change(*, model: ProcessModel, actor: Actor) -> SavedState | None:
    """Take back the last undoing; None where nothing was undone."""
    require_designer(actor)
    locked = _locked(model)
    after: SavedState | None = locked.states.filter(before=locked.current).order_by("-number").first()
    if after is not None:
        _point(locked, after, "redone", actor)
    return after


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
    record(FactsChanged(model=model.pk, fields=sorted(changed)), stream=_stream(model), actor=actor)
    return model


@transaction.atomic
def publish_model(
    *, model: ProcessModel, base: int, runs: bool, actor: Actor, procedure: str = ""
) -> Publication:
    """Publish the working copy for all staff to read, and as a running process where it ``runs``: by itself, or as
    the process of a new version of the ``procedure`` with this key.

    Raises ``ChangedMeanwhileError``, ``NothingToPublishError``, ``ProcessRefusedError`` with each finding at its
    element, ``FolderError`` where the procedure does not fit it, ``PermissionDenied``.
    """
    require_designer(actor)
    locked = _locked(model)
    current = locked.current
    if current is None or base != current.number:
        raise ChangedMeanwhileError(
            _("The process has changed since this page was shown. Please look again.")
        )
    content = content_of(current)
    facts = facts_of(locked)
    latest = locked.publications.order_by("-number").first()
    version = None
    if runs:
        _nothing_missing(content, locked.key, procedure)
        version = _run(locked, as_text(content), procedure, actor)
    same = latest is not None and latest.sha256 == current.sha256 and latest.facts == facts
    if latest is not None and same and latest.process_version == version:
        raise NothingToPublishError(_("This is what was published last; there is nothing new."))
    made = Publication.objects.create(
        model=locked, number=latest.number + 1 if latest else 1, packed=current.packed, sha256=current.sha256,
        facts=facts, process_version=version, published_by=str(actor),
    )  # fmt: skip
    event = ModelPublished(model=locked.pk, number=made.number, sha256=made.sha256, process_version=version)
    record(event, stream=_stream(locked), actor=actor)
    return made


def _nothing_missing(content: bytes, process: str, procedure: str) -> None:
    """Raises ``ProcessRefusedError`` where the model names what must exist in this municipality and does not."""
    found = missing_in(content, process, procedure)
    if any(finding.level == "error" for finding in found):
        raise ProcessRefusedError([*check_process(as_text(content)), *found])


def _run(model: ProcessModel, bpmn: str, procedure: str, actor: Actor) -> UUID | None:
    """The key of the version that runs from now on."""
    if not procedure:
        return publish_process(key=model.key, bpmn=bpmn, actor=actor, name=model.name).pk
    version = current_version(procedure)
    if version is None:
        raise ValueError(f"there is no procedure {procedure!r}")
    errors = [finding for finding in check_process(bpmn) if finding.level == "error"]
    if errors:
        raise ProcessRefusedError(errors)
    path = manifest_of(version).process
    if not path:
        raise FolderError([_("This procedure has no process of its own.")])
    made: UUID | None = import_files({**folder_of(version), path: bpmn}, actor).process_version_id
    return made


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


@transaction.atomic
def write_remark(*, model: ProcessModel, element: str, text: str, by: User) -> Remark:
    """Comment on an element, or on the whole where ``element`` is empty; raises ``PermissionDenied``."""
    require_designer(actor_of(by))
    remark = Remark.objects.create(model=model, element=element[:200], text=text[:4000], written_by=by)
    event = RemarkWritten(remark=remark.pk, element=remark.element)
    record(event, stream=_stream(model), actor=actor_of(by))
    return remark


@transaction.atomic
def settle_remark(*, remark: Remark, by: User) -> None:
    """A comment is dealt with; settling twice changes nothing."""
    require_designer(actor_of(by))
    if Remark.objects.filter(pk=remark.pk, settled_at=None).update(settled_at=timezone.now()):
        record(RemarkSettled(remark=remark.pk), stream=_stream(remark.model), actor=actor_of(by))


def _locked(model: ProcessModel) -> ProcessModel:
    ProcessModel.objects.select_for_update().get(pk=model.pk)
    return ProcessModel.objects.select_related("current__before", "unit", "service").get(pk=model.pk)


def _save(model: ProcessModel, content: bytes, how: str, actor: Actor) -> SavedState:
    last = model.states.order_by("-number").values_list("number", flat=True).first() or 0
    state = SavedState.objects.create(
        model=model, number=last + 1, packed=zlib.compress(content, 6), how=how, before=model.current,
        sha256=hashlib.sha256(content).hexdigest(), saved_by=str(actor),
    )  # fmt: skip
    _point(model, state, how, actor)
    return state


def _point(model: ProcessModel, state: SavedState, how: str, actor: Actor) -> None:
    model.current, model.changed_at = state, timezone.now()
    model.save(update_fields=["current", "changed_at"])
    record(ModelChanged(model=model.pk, number=state.number, how=how), stream=_stream(model), actor=actor)


def _stream(model: ProcessModel) -> str:
    return f"process_model:{model.pk}"


def _title(root: Any) -> str:
    """The name of the file, of its first named process, or of the pool around it."""
    names = [name_of(root)]
    for process in processes(root):
        pool = pool_of(root, process)
        names += [name_of(process), name_of(pool) if pool is not None else ""]
    return next((name for name in names if name), "")


def _free_key(name: str, kind: str) -> str:
    """A key that neither a model of this kind has, nor published tables where it is about tables."""
    tables = kind == Kind.TABLES
    wanted = slugify(name.translate(_UMLAUTS))[:70] or ("tabelle" if tables else "prozess")
    used = set(ProcessModel.objects.filter(kind=kind, key__startswith=wanted).values_list("key", flat=True))
    if tables:
        rows = DecisionDefinition.objects.filter(key__startswith=wanted)
        used |= set(rows.values_list("key", flat=True))
    number, key = 1, wanted
    while key in used:
        number += 1
        key = f"{wanted}-{number}"
    return key


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
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
