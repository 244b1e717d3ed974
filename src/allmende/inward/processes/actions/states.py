"""States of a working copy: change, undo, redo; what every other write on models is made of."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.models import DecisionDefinition
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..access import require_designer
from ..bpmn.tree import parse
from ..events import ModelChanged, ModelCreated
from ..models import ProcessModel, SavedState
from ..queries import content_of

How, Kind = SavedState.How, ProcessModel.Kind


class ChangedMeanwhileError(ValueError):
    """Somebody else saved the working copy after it was shown; nothing was saved."""


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
    record(event, stream=stream_of(model), actor=actor)
    save_state(model, content, how, actor)
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
    locked = lock_model(model)
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
    return current if content == before else save_state(locked, content, how, actor)


@transaction.atomic
def undo_change(*, model: ProcessModel, actor: Actor) -> SavedState | None:
    """Take the working copy back to what it was made from; None where there is nothing before it."""
    require_designer(actor)
    locked = lock_model(model)
    before = locked.current.before if locked.current else None
    if before is not None:
        point_at(locked, before, "undone", actor)
    return before


@transaction.atomic
def redo_change(*, model: ProcessModel, actor: Actor) -> SavedState | None:
    """Take back the last undoing; None where nothing was undone."""
    require_designer(actor)
    locked = lock_model(model)
    after: SavedState | None = locked.states.filter(before=locked.current).order_by("-number").first()
    if after is not None:
        point_at(locked, after, "redone", actor)
    return after


def lock_model(model: ProcessModel) -> ProcessModel:
    """The model's row, held until the transaction ends; read anew with what it belongs to."""
    ProcessModel.objects.select_for_update().get(pk=model.pk)
    return ProcessModel.objects.select_related("current__before", "unit", "service").get(pk=model.pk)


def save_state(model: ProcessModel, content: bytes, how: str, actor: Actor) -> SavedState:
    """A further state of the working copy, made from the one that it is now."""
    last = model.states.order_by("-number").values_list("number", flat=True).first() or 0
    state = SavedState.objects.create(
        model=model, number=last + 1, packed=zlib.compress(content, 6), how=how, before=model.current,
        sha256=hashlib.sha256(content).hexdigest(), saved_by=str(actor),
    )  # fmt: skip
    point_at(model, state, how, actor)
    return state


def point_at(model: ProcessModel, state: SavedState, how: str, actor: Actor) -> None:
    """Let the working copy be this state."""
    model.current, model.changed_at = state, timezone.now()
    model.save(update_fields=["current", "changed_at"])
    record(ModelChanged(model=model.pk, number=state.number, how=how), stream=stream_of(model), actor=actor)


def stream_of(model: ProcessModel) -> str:
    """The stream of events of a model."""
    return f"process_model:{model.pk}"


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
