"""The procedures of this app, as a municipality begins with them: exported and changed they are its own."""

from __future__ import annotations

from pathlib import Path

from allmende.base.directory.models import Unit
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.folder import MANIFEST, read_folder
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.records.models import FilingPlanEntry
from allmende.foundation.events.types import Actor

FOLDER = Path(__file__).parent.parent / "procedures"
NAMES = ("it-bestellung", "it-frage")
_OFFICE, _PLACE = "unit: it-dienste\n", 'filing_plan: "02"\n'


def install_procedures(*, unit: Unit, actor: Actor, filing_plan: str = "") -> list[ProcedureVersion]:
    """Publish the templates with ``unit`` as the office that works on orders and questions; the same again changes
    nothing. ``filing_plan``: key of the place of their files, by default the first one. Raises ``FolderError``.
    """
    found = []
    plan = filing_plan or FilingPlanEntry.objects.order_by("key").values_list("key", flat=True).first() or ""
    for name in NAMES:
        files = dict(read_folder(FOLDER / name).files)
        files[MANIFEST] = (
            files[MANIFEST]
            .replace(_OFFICE, f"unit: {unit.key}\n")
            .replace(_PLACE, f'filing_plan: "{plan}"\n')
        )
        found.append(import_files(files, actor))
    return found
