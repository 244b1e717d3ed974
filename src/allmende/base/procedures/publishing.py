"""From a folder to a version: form, process and templates are published with it, or nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from allmende.base.directory.models import Service, Unit
from allmende.base.forms.actions import PublicationError, publish_form
from allmende.base.forms.models import FormVersion
from allmende.base.workflow.actions import publish_process
from allmende.base.workflow.models import ProcessVersion
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .events import ProcedurePublished
from .folder import Folder, FolderError
from .manifest import Manifest
from .models import Procedure, ProcedureFile, ProcedureParameter, ProcedureVersion
from .parameters import with_parameters
from .tables import publish_tables, with_tables
from .templates import publish_templates


def publish_folder(folder: Folder, actor: Actor) -> ProcedureVersion:
    """Publish ``folder`` in the current transaction; the current version where nothing is new."""
    manifest = folder.manifest
    procedure = _procedure(manifest)
    current = procedure.current
    form = _form(folder, procedure, actor)
    tables = publish_tables(folder, actor)
    process = _process(folder, tables, actor)
    values = values_of(procedure, manifest)
    if current is not None and current.parameters == values and _same(current, folder, form, process):
        return current
    publish_templates(folder, actor)
    version = _version(procedure, folder, values, form, process, tables, actor)
    Procedure.objects.filter(pk=procedure.pk).update(current=version)
    event = ProcedurePublished(version=version.pk, number=version.number, sha256=version.sha256)
    record(event, stream=f"procedure:{procedure.pk}", actor=actor)
    return version


def find_service(text: str) -> Service | None:
    """The service with this LeiKa key or slug."""
    field = "leika_key" if text.isdigit() else "slug"
    return Service.objects.filter(**{field: text}).first() if text else None


def values_of(procedure: Procedure, manifest: Manifest) -> dict[str, Any]:
    """The defaults with the municipality's own values over them."""
    own = ProcedureParameter.objects.filter(procedure=procedure, key__in=manifest.parameters)
    defaults = {key: parameter.default for key, parameter in manifest.parameters.items()}
    return defaults | dict(own.values_list("key", "value"))


def _procedure(manifest: Manifest) -> Procedure:
    procedure, _made = Procedure.objects.update_or_create(
        key=manifest.key,
        defaults={
            "name": manifest.name,
            "service": find_service(manifest.service),
            "unit": Unit.objects.filter(key=manifest.unit).first() if manifest.unit else None,
        },
    )
    return procedure


def _form(folder: Folder, procedure: Procedure, actor: Actor) -> FormVersion | None:
    data = folder.form()
    if data is None:
        return None
    whole = with_parameters(with_tables(data, folder), folder.manifest, values_of(procedure, folder.manifest))
    try:
        return publish_form(key=str(whole.get("key", folder.manifest.key)), form=whole, actor=actor)
    except PublicationError as error:
        raise FolderError(
            [f"{folder.manifest.form}: {item.place}: {item.message}" for item in error.findings]
        ) from error
    except ValueError as error:
        raise FolderError([f"{folder.manifest.form}: {error}"]) from error


def _process(folder: Folder, tables: Mapping[str, UUID], actor: Actor) -> ProcessVersion | None:
    bpmn = folder.process()
    if bpmn is None:
        return None
    try:
        return publish_process(key=folder.manifest.key, bpmn=bpmn, actor=actor, decisions=tables)
    except ValueError as error:
        raise FolderError(
            [f"{folder.manifest.process}: {line}" for line in str(error).splitlines()]
        ) from error


def _same(
    current: ProcedureVersion, folder: Folder, form: FormVersion | None, process: ProcessVersion | None
) -> bool:
    return (
        current.sha256 == folder.sha256
        and current.form_version_id == (form.pk if form else None)
        and current.process_version_id == (process.pk if process else None)
    )


def _version(
    procedure: Procedure,
    folder: Folder,
    values: dict[str, Any],
    form: FormVersion | None,
    process: ProcessVersion | None,
    tables: Mapping[str, UUID],
    actor: Actor,
) -> ProcedureVersion:
    manifest = folder.manifest
    deadline = manifest.deadline
    last = ProcedureVersion.objects.filter(procedure=procedure).aggregate(last=Max("number"))["last"] or 0
    version = ProcedureVersion.objects.create(
        procedure=procedure, number=last + 1, manifest=manifest.model_dump(mode="json", exclude_defaults=True),
        parameters=values, form_version=form, process_version=process, level=manifest.level,
        decisions={decision: str(key) for decision, key in tables.items()},
        filing_plan_key=manifest.filing_plan,
        deadline_working_days=deadline.working_days if deadline else None,
        deadline_months=deadline.months if deadline else None,
        draft_retention_days=manifest.draft_retention_days, confidential=manifest.confidential,
        published_at=timezone.now(), published_by=str(actor), sha256=folder.sha256,
    )  # fmt: skip
    ProcedureFile.objects.bulk_create(
        ProcedureFile(version=version, path=path, content=text) for path, text in sorted(folder.files.items())
    )
    return version
