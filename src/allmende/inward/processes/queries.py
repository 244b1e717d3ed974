"""Reads that views, commands and other pages of this app share."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.base.workflow.findings import Finding
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.kept import Kept

from .bpmn.report import findings_of
from .missing import missing_in
from .models import ProcessModel, Publication, Remark, SavedState

#: The working copy as addresses name it.
WORKING = "entwurf"
_findings: Kept[list[Finding]] = Kept(seconds=30, size=50)


def content_of(kept: SavedState | Publication) -> bytes:
    """The BPMN file of a state or a publication, byte for byte."""
    return zlib.decompress(bytes(kept.packed))


def current_content(model: ProcessModel) -> bytes:
    """The working copy."""
    if model.current is None:
        raise LookupError(f"the model {model.key} has no content")
    return content_of(model.current)


def may_redo(model: ProcessModel) -> bool:
    """Whether the last change that was undone can be done again."""
    return model.states.filter(before=model.current).exists()


def findings_in(model: ProcessModel, content: bytes) -> list[Finding]:
    """What keeps a model from running: faults of its own, kept for a moment, because several pages ask while somebody
    draws; and what it names that is not here, asked each time.
    """
    key = (hashlib.sha256(content).hexdigest(), get_language())
    return _findings.get(key, lambda: findings_of(content)) + missing_in(content, model.key)


def newest_publication(model: ProcessModel) -> Publication | None:
    """The version that all staff read, or None."""
    return model.publications.order_by("-number").first()


def comparable(model: ProcessModel, versions: QuerySet[Any]) -> list[tuple[str, str]]:
    """The working copy, ``versions`` and saved states: as addresses name them (``v3``, ``s7``) and in words."""
    numbers = versions.order_by("-number").values_list("number", flat=True)[:100]
    said = _("State %(n)s: %(how)s")
    return [
        (WORKING, _("Working copy")),
        *((f"v{number}", _("Version %(n)s") % {"n": number}) for number in numbers),
        *(
            (f"s{state.number}", said % {"n": state.number, "how": state.get_how_display()})
            for state in model.states.order_by("-number").defer("packed")[:100]
        ),
    ]


def remarks_on(model: ProcessModel) -> QuerySet[Remark]:
    """The comments on a model, the newest first, those that are settled at the end."""
    rows: QuerySet[Remark] = model.remarks.select_related("written_by")
    return rows.order_by(F("settled_at").asc(nulls_first=True), "-written_at")[:300]


def find_model(name: str) -> ProcessModel | None:
    """A model by its key, or by the key of its row."""
    rows = ProcessModel.objects.filter(kind=ProcessModel.Kind.PROCESS).select_related("current")
    row = rows.filter(key=name).first()
    if row is None:
        row = rows.filter(pk=read_key(name) or NO_KEY).first()
    return row


def names_of(actors: list[str]) -> dict[str, str]:
    """The names of the accounts behind ``staff:<id>``, as far as they are still there."""
    keys = {actor.partition(":")[2]: actor for actor in actors if actor.startswith("staff:")}
    rows = User.objects.filter(pk__in=keys).values_list("pk", "name")
    return {keys[str(key)]: name for key, name in rows}
