"""Publishing procedures and setting a municipality's parameters. Callers have checked the designer role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .checks import check_folder
from .events import ParameterSet, ProcedureOffered
from .folder import MANIFEST, Folder, FolderError, make_folder, read_folder, write_folder
from .manifest import Fee, Signatures, check_value
from .models import Procedure, ProcedureParameter, ProcedureVersion
from .publishing import publish_folder
from .queries import folder_of
from .rewriting import rewrite

__all__ = [
    "FolderError",
    "export_folder",
    "folder_with",
    "import_files",
    "import_folder",
    "offer_procedure",
    "set_parameter",
    "set_terms",
]


def import_folder(path: Path, actor: Actor) -> ProcedureVersion:
    """Publish the folder as the newest version; the same files again change nothing.

    Raises ``FolderError`` with everything that keeps it from being published.
    """
    return _import(read_folder(path), actor)


def import_files(files: dict[str, str], actor: Actor) -> ProcedureVersion:
    """The same from texts by path, for instance from an upload."""
    return _import(make_folder(files), actor)


@transaction.atomic
def _import(folder: Folder, actor: Actor) -> ProcedureVersion:
    fatal = [finding for finding in check_folder(folder) if finding.fatal]
    if fatal:
        raise FolderError(f"{finding.place}: {finding.message}" for finding in fatal)
    return publish_folder(folder, actor)


def export_folder(version: ProcedureVersion, path: Path) -> list[Path]:
    """Write the version's files below ``path``; returns what was written."""
    return write_folder(make_folder(folder_of(version)), path)


@transaction.atomic
def set_parameter(*, procedure: Procedure, key: str, value: Any, actor: Actor) -> ProcedureVersion:
    """Set the municipality's value and publish it; None goes back to the folder's default.

    Raises ``ValueError`` with a sentence where the folder knows no such parameter or the value does not fit.
    """
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
    current = procedure.current
    if current is None:
        raise ValueError(f"{procedure} is not published yet")
    declared = current.describe().parameters
    if key not in declared:
        raise ValueError(
            f"{procedure.key} has no parameter {key!r}; known: {', '.join(sorted(declared)) or 'none'}"
        )
    if value is None:
        ProcedureParameter.objects.filter(procedure=procedure, key=key).delete()
    else:
        value = check_value(declared[key].type, value)
        ProcedureParameter.objects.update_or_create(procedure=procedure, key=key, defaults={"value": value})
    record(ParameterSet(key=key, value=value), stream=f"procedure:{procedure.pk}", actor=actor)
    return publish_folder(make_folder(folder_of(current)), actor)


def folder_with(version: ProcedureVersion, fee: Fee | None, signatures: Signatures) -> Folder:
    """The version's folder with another fee and other signatures; every other line stays as it was written."""
    files = folder_of(version)
    parts = {"fee": _plain(fee), "signatures": _plain(signatures)}
    return make_folder({**files, MANIFEST: rewrite(files[MANIFEST], parts)})


@transaction.atomic
def set_terms(
    *, procedure: Procedure, fee: Fee | None, signatures: Signatures, actor: Actor
) -> ProcedureVersion:
    """Publish the procedure with this fee and these signatures; the same again change nothing.

    Raises ``FolderError`` with everything that keeps it from being published.
    """
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
    if procedure.current is None:
        raise FolderError([f"{procedure} is not published yet"])
    return _import(folder_with(procedure.current, fee, signatures), actor)


def _plain(part: Fee | Signatures | None) -> dict[str, Any] | None:
    """As it stands in the file; None where there is nothing to say."""
    return (part.model_dump(mode="json", exclude_defaults=True) or None) if part is not None else None


@transaction.atomic
def offer_procedure(*, procedure: Procedure, offered: bool, actor: Actor) -> None:
    """Offer the procedure to the public, or take it back; running cases go on."""
    if Procedure.objects.filter(pk=procedure.pk, is_active=not offered).update(is_active=offered):
        record(ProcedureOffered(offered=offered), stream=f"procedure:{procedure.pk}", actor=actor)
