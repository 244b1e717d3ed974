"""Which tables there are, where they run, who asks them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from django.db.models import OuterRef, Subquery

from allmende.base.procedures.models import Procedure
from allmende.base.procedures.queries import folder_of
from allmende.base.workflow.decisions.models import DecisionDefinition, DecisionVersion
from allmende.base.workflow.models import ProcessDefinition, ProcessVersion
from allmende.foundation.numbers import whole_number

from ..models import ProcessModel
from ..queries import WORKING, content_of
from ..wording import labels_for
from .showing import Known

ORIGINAL = "vorlage"
_ASKED = re.compile(r"\bdecision\s*=\s*[\"']([^\"'/]+)")


@dataclass(frozen=True)
class Tables:
    """All that is known under one key: what runs, the working copy, the procedure to which it belongs."""

    key: str
    name: str
    definition: DecisionDefinition | None = None
    model: ProcessModel | None = None
    procedure: Procedure | None = None

    @cached_property
    def newest(self) -> DecisionVersion | None:
        """The version that decides; asked for once, as long as these tables are looked at."""
        return self.definition.versions.order_by("-number").first() if self.definition else None

    @cached_property
    def origin(self) -> tuple[DecisionDefinition | None, Procedure | None]:
        """The tables of which these began as a copy, and their procedure; for those of a procedure they themselves."""
        if self.procedure is not None:
            return self.definition, self.procedure
        key = self.model.copy_of if self.model else ""
        definition = DecisionDefinition.objects.filter(key=key).first() if key else None
        return definition, bound_definitions().get(definition.pk) if definition else None

    @property
    def base(self) -> int:
        """The number of the working copy's state."""
        return self.model.current.number if self.model and self.model.current else 0


@dataclass(frozen=True)
class Entry:
    """A line of the list. ``state``: published, changed (a draft beside it), draft."""

    key: str
    name: str
    number: int | None
    published_at: datetime | None
    state: str
    procedure: Procedure | None = None
    asked_by: list[str] = field(default_factory=list)


def bound_definitions() -> dict[uuid.UUID, Procedure]:
    """Definition → the procedure with which its tables are published, for all procedures as they are now."""
    versions: dict[uuid.UUID, Procedure] = {}
    for procedure in (
        Procedure.objects.filter(current__isnull=False).select_related("current").order_by("name")
    ):
        decisions = procedure.current.decisions if procedure.current else {}
        versions.update(dict.fromkeys((uuid.UUID(key) for key in decisions.values()), procedure))
    rows = DecisionVersion.objects.filter(pk__in=versions).values_list("pk", "definition_id")
    return {definition: versions[version] for version, definition in rows}


def entries(*, drafts: bool) -> list[Entry]:
    """All tables of the municipality by name; ``drafts``: with those that were never published."""
    newest = DecisionVersion.objects.filter(definition=OuterRef("pk")).order_by("-number")
    definitions = DecisionDefinition.objects.annotate(
        newest=Subquery(newest.values("number")[:1]), day=Subquery(newest.values("published_at")[:1]),
        sha256=Subquery(newest.values("sha256")[:1]),
    )  # fmt: skip
    models = {}
    if drafts:
        rows = ProcessModel.objects.filter(kind=ProcessModel.Kind.TABLES)
        rows = rows.select_related("current").defer("current__packed")
        models = {row.key: row for row in rows[:2000]}
    bound, asked = bound_definitions(), who_asks()
    found = []
    for row in definitions.order_by("name", "key")[:2000]:
        model, procedure = models.pop(row.key, None), bound.get(row.pk)
        changed = bool(model and model.current and model.current.sha256 != row.sha256)
        state = "changed" if changed else "published"
        names = [procedure.name] if procedure else asked.get(row.key, [])
        found.append(Entry(row.key, row.name, row.newest, row.day, state, procedure, names))
    found += [
        Entry(key, model.name, None, None, "draft", None, asked.get(key, [])) for key, model in models.items()
    ]
    return sorted(found, key=lambda entry: (entry.name.casefold(), entry.key))


def who_asks() -> dict[str, list[str]]:
    """Key of tables → the names of the processes that ask them by it, as they run now."""
    newest = ProcessVersion.objects.filter(definition=OuterRef("pk")).order_by("-number")
    current = ProcessDefinition.objects.annotate(newest=Subquery(newest.values("pk")[:1])).values("newest")
    rows = ProcessVersion.objects.filter(pk__in=current, bpmn__contains="decision").select_related(
        "definition"
    )
    asked: dict[str, list[str]] = {}
    for version in rows.order_by("definition__name")[:500]:
        for key in dict.fromkeys(_ASKED.findall(version.bpmn)):
            if key not in version.decisions:
                asked.setdefault(key, []).append(version.definition.name)
    return asked


def place_in(procedure: Procedure, definition_key: str) -> str:
    """The path of the tables in the procedure's folder, or empty where they are not in it any more."""
    files = folder_of(procedure.current) if procedure.current else {}
    for path in files:
        own = f"{procedure.key}-{PurePosixPath(path).stem}"[:120]
        if path.startswith("decisions/") and path.endswith(".dmn") and own == definition_key:
            return path
    return ""


def uses_in(procedure: Procedure, decisions: list[str]) -> Iterator[tuple[str, str]]:
    """(where, decision id) for each place of a procedure that asks one of its tables: form, process, sending."""
    if procedure.current is None:
        return
    files, manifest = folder_of(procedure.current), procedure.current.describe()
    form, process = files.get(manifest.form or "", ""), files.get(manifest.process or "", "")
    asked = set(_ASKED.findall(process))
    for key in decisions:
        if re.search(rf"\btables\.{re.escape(key)}\b", form):
            yield "form", key
        if key in asked:
            yield "process", key
        if key in manifest.decided.asked():
            yield "sending", key


def content_named(tables: Tables, name: str) -> bytes | None:
    """A state by its name in addresses: the working copy, ``v3`` a version, ``s7`` a saved state, the original."""
    if name == WORKING:
        return content_of(tables.model.current) if tables.model and tables.model.current else None
    if name == ORIGINAL:
        definition = tables.origin[0]
        newest = definition.versions.order_by("-number").first() if definition else None
        return newest.dmn.encode() if newest else None
    if name.startswith("s") and tables.model:
        state = tables.model.states.filter(number=whole_number(name[1:]) or 0).first()
        return content_of(state) if state else None
    version = version_named(tables, name)
    return version.dmn.encode() if version else None


def version_named(tables: Tables, name: str) -> DecisionVersion | None:
    """A published version by its name in addresses (``v3``), None where ``name`` is of none."""
    if not name.startswith("v") or tables.definition is None:
        return None
    return tables.definition.versions.filter(number=whole_number(name[1:]) or 0).first()


def known_to(tables: Tables) -> Known:
    """What the procedure of these tables, or of those of which they are a copy, calls their values."""
    procedure = tables.origin[1]
    if procedure is None:
        return Known()
    return Known(parameters_of(procedure), labels_for(procedure.key))


def parameters_of(procedure: Procedure | None) -> dict[str, tuple[Any, Any]]:
    """``param.<key>`` → (what the procedure says of it, its value now)."""
    if procedure is None or procedure.current is None:
        return {}
    declared = procedure.current.describe().parameters
    values = procedure.current.parameters
    return {f"param.{key}": (item, values.get(key, item.default)) for key, item in declared.items()}
