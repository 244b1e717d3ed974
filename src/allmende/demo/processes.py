"""The process map of the demo: what the town's procedures do, published to read; and a draft of next year's dog tax."""

from __future__ import annotations

from allmende.base.directory.models import Responsibility, Service, Unit
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import folder_of, manifest_of, procedures
from allmende.base.workflow.decisions.models import DecisionDefinition
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.actions import change_facts, import_model, publish_model
from allmende.inward.processes.models import ProcessModel
from allmende.inward.processes.tables.actions import copy_tables, edit_tables
from allmende.inward.processes.tables.dmn.editing import table_of, write_cells
from allmende.inward.processes.tables.dmn.tree import Element
from allmende.inward.processes.tables.queries import Tables

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
        model=model, actor=SYSTEM, unit=_office(manifest.unit, procedure.service), service=procedure.service,
        systems=_SYSTEMS, legal_basis=_laws(procedure.service),
    )  # fmt: skip
    current = ProcessModel.objects.select_related("current").get(pk=model.pk).current
    publish_model(model=model, base=current.number if current else 0, runs=False, actor=SYSTEM)


def draft_tables() -> None:
    """A copy of the dog tax's tables in which a designer began to write next year's rate."""
    definition = DecisionDefinition.objects.filter(key="hundesteuer-anmeldung-hundesteuer").first()
    if definition is None or ProcessModel.objects.filter(copy_of=definition.key).exists():
        return
    tables = Tables(definition.key, definition.name, definition)
    model = copy_tables(tables=tables, name="Hundesteuer 2027 (Entwurf)", actor=SYSTEM)

    def edit(root: Element) -> None:
        write_cells(table_of(root, "steuersatz"), {"steuersatz_r2.o0": "108"}, {})

    edit_tables(model=model, base=0, actor=SYSTEM, edit=edit)


def _office(key: str | None, service: Service | None) -> Unit | None:
    """The office that the procedure names, else one that is responsible for its service."""
    named = Unit.objects.filter(key=key).first() if key else None
    if named is not None or service is None:
        return named
    duty = Responsibility.objects.filter(service=service).select_related("unit").order_by("pk").first()
    return duty.unit if duty else None


def _laws(service: Service | None) -> str:
    laws = service.legal_basis if service else []
    return "\n".join(str(law.get("name", "")) for law in laws if isinstance(law, dict))
