"""The process map of the demo: what the town's procedures do, published to read."""

from __future__ import annotations

from allmende.base.directory.models import Unit
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import folder_of, manifest_of, procedures
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.actions import change_facts, import_model, publish_model
from allmende.inward.processes.models import ProcessModel

_SYSTEMS = "Allmende"


def map_processes() -> None:
    """A model of each procedure's process, under the procedure's key."""
    for procedure in procedures():
        if procedure.current is not None and procedure.current.process_version_id is not None:
            _map(procedure.current)


def _map(version: ProcedureVersion) -> None:
    manifest = manifest_of(version)
    content = folder_of(version)[manifest.process or ""].encode()
    procedure = version.procedure
    model = import_model(
        content=content,
        file_name=f"{procedure.key}.bpmn",
        actor=SYSTEM,
        name=procedure.name,
        key=procedure.key,
    )
    change_facts(
        model=model, actor=SYSTEM, unit=Unit.objects.filter(key=manifest.unit).first(), service=procedure.service,
        systems=_SYSTEMS, legal_basis=_laws(procedure.service),
    )  # fmt: skip
    current = ProcessModel.objects.select_related("current").get(pk=model.pk).current
    publish_model(model=model, base=current.number if current else 0, runs=False, actor=SYSTEM)


def _laws(service: object) -> str:
    laws = getattr(service, "legal_basis", None) or []
    return "\n".join(str(law.get("name", "")) for law in laws if isinstance(law, dict))
