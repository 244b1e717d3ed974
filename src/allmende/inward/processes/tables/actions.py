"""Every write about working copies of decision tables; states and undoing are those of process models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.procedures.actions import import_files, set_parameter
from allmende.base.procedures.models import Procedure
from allmende.base.procedures.queries import folder_of
from allmende.base.workflow.decisions.actions import publish_decision
from allmende.base.workflow.decisions.models import DecisionVersion
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..access import require_designer
from ..actions import (
    ChangedMeanwhileError,
    NothingToPublishError,
    begin_model,
    change_facts,
    change_model,
    stream_of,
)
from ..events import TablesDiscarded, TablesPublished
from ..models import ProcessModel, SavedState
from ..queries import content_of
from .dmn.deciding import new_file
from .dmn.tree import Element, as_bytes, as_text, parse, storable
from .queries import Tables, place_in

How, Kind = SavedState.How, ProcessModel.Kind


@transaction.atomic
def create_tables(*, name: str, actor: Actor) -> ProcessModel:
    """A new working copy with one empty table. Raises ``PermissionDenied``."""
    content = new_file(name).encode()
    return begin_model(kind=Kind.TABLES, key=name, name=name, content=content, how=How.EDITED, actor=actor)


@transaction.atomic
def import_tables(*, content: bytes, file_name: str, name: str, actor: Actor) -> ProcessModel:
    """A working copy from a DMN file, kept byte for byte. Raises ``UnreadableTablesError``, ``PermissionDenied``."""
    root = parse(content)
    title = (
        name or " ".join((root.get("name") or "").split()) or file_name.rpartition(".")[0] or _("New table")
    )
    return begin_model(
        kind=Kind.TABLES,
        key=title,
        name=title,
        content=content,
        how=How.IMPORTED,
        actor=actor,
        file_name=file_name,
    )


@transaction.atomic
def open_working_copy(*, tables: Tables, actor: Actor) -> ProcessModel:
    """The working copy of tables that run for all processes, begun with what runs. Raises ``PermissionDenied``."""
    require_designer(actor)
    newest = tables.newest
    if tables.model is not None:
        return tables.model
    if newest is None or tables.procedure is not None:
        raise LookupError(f"{tables.key} has nothing to begin with")
    return begin_model(
        kind=Kind.TABLES, key=tables.key, exact=True, name=tables.name, content=newest.dmn.encode(),
        how=How.COPIED, actor=actor,
    )  # fmt: skip


@transaction.atomic
def copy_tables(*, tables: Tables, name: str, actor: Actor) -> ProcessModel:
    """A working copy of its own that remembers where it began. Raises ``PermissionDenied``."""
    require_designer(actor)
    newest = tables.newest
    current = tables.model.current if tables.model else None
    if newest is None and current is None:
        raise LookupError(f"{tables.key} has nothing to copy")
    content = newest.dmn.encode() if newest else content_of(current)  # type: ignore[arg-type]
    return begin_model(
        kind=Kind.TABLES, key=name, name=name, content=content, how=How.COPIED, actor=actor,
        copy_of=tables.key if newest else "",
    )  # fmt: skip


def edit_tables(
    *, model: ProcessModel, base: int, actor: Actor, edit: Callable[[Element], Any]
) -> SavedState:
    """Save what ``edit`` makes of the file's tree. Raises ``ChangedMeanwhileError`` and what ``edit`` raises."""

    def edited(old: bytes) -> bytes:
        root = parse(old)
        before = as_bytes(root)
        edit(root)
        after = as_bytes(root)
        return old if before == after else after

    return change_model(model=model, base=base, how=How.EDITED, actor=actor, edit=edited)


@transaction.atomic
def rename_tables(*, model: ProcessModel, name: str, actor: Actor) -> None:
    """What people call the file; its key stays."""
    change_facts(model=model, actor=actor, name=name[:200])
    edit_tables(model=model, base=0, actor=actor, edit=lambda root: root.set("name", storable(name)))


def restore_tables(*, model: ProcessModel, content: bytes, actor: Actor) -> SavedState:
    """Make an earlier version the working copy; undoing takes that back."""
    parse(content)
    return change_model(model=model, base=0, how=How.RESTORED, actor=actor, edit=lambda _old: content)


@transaction.atomic
def publish_tables(*, tables: Tables, base: int, actor: Actor, into_procedure: bool) -> DecisionVersion:
    """Publish the working copy: for all processes under its key, or as part of the procedure it was copied from.

    Raises ``ChangedMeanwhileError``, ``NothingToPublishError``, ``DecisionRefusedError`` with each finding at its
    place, ``FolderError`` where the procedure does not fit, ``PermissionDenied``.
    """
    require_designer(actor)
    if tables.model is None or tables.model.current is None or base != tables.model.current.number:
        raise ChangedMeanwhileError(_("The table has changed since this page was shown. Please look again."))
    text = as_text(content_of(tables.model.current))
    definition, procedure = tables.origin if into_procedure else (None, None)
    if into_procedure:
        if definition is None or procedure is None:
            raise NothingToPublishError(_("The procedure does not have this table any more."))
        before = definition.versions.order_by("-number").first()
        _into_procedure(procedure, definition.key, text, actor)
        made = definition.versions.order_by("-number").first()
    else:
        before = tables.newest
        made = publish_decision(key=tables.key, dmn=text, actor=actor, name=tables.name)
    if made is None or (before is not None and before.pk == made.pk):
        raise NothingToPublishError(_("This is what was published last; there is nothing new."))
    event = TablesPublished(
        model=tables.model.pk, version=made.pk, procedure=procedure.key if procedure else ""
    )
    record(event, stream=stream_of(tables.model), actor=actor)
    return made


def _into_procedure(procedure: Procedure, key: str, text: str, actor: Actor) -> None:
    """A new version of the procedure with these tables; everything else of it stays."""
    path = place_in(procedure, key)
    if not path or procedure.current is None:
        raise NothingToPublishError(_("The procedure does not have this table any more."))
    import_files({**folder_of(procedure.current), path: text}, actor)


@transaction.atomic
def discard_tables(*, model: ProcessModel, actor: Actor) -> None:
    """Delete a working copy with its states and comments; what is published stays. Raises ``PermissionDenied``."""
    require_designer(actor)
    if model.kind != Kind.TABLES:
        raise ValueError(f"{model.key} is no working copy of tables")
    event = TablesDiscarded(model=model.pk, key=model.key)
    record(event, stream=stream_of(model), actor=actor)
    ProcessModel.objects.filter(pk=model.pk).update(current=None)
    ProcessModel.objects.filter(pk=model.pk).delete()


@transaction.atomic
def change_value(*, procedure: Procedure, key: str, value: Any, actor: Actor) -> None:
    """Change a value that the tables of a procedure read; new cases count with it. Raises ``PermissionDenied``."""
    require_designer(actor)
    set_parameter(procedure=procedure, key=key, value=value, actor=actor)
