"""Which procedures there are, with their drafts; the states of one by their names in addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from allmende.base.identity.models import User
from allmende.base.procedures.models import Procedure, ProcedureVersion
from allmende.base.procedures.queries import manifest_of
from allmende.foundation.numbers import whole_number

from ..access import may_draw
from ..models import ProcessModel
from ..queries import WORKING, content_of, current_content
from .content import Content, content_of_manifest, read_content

_DRAFTS = ProcessModel.Kind.TERMS


@dataclass(frozen=True)
class Terms:
    """A procedure with what is published and, for designers, the working copy."""

    procedure: Procedure
    version: ProcedureVersion
    model: ProcessModel | None = None

    @property
    def key(self) -> str:
        return self.procedure.key

    @property
    def name(self) -> str:
        return self.procedure.name

    @property
    def base(self) -> int:
        """The number of the working copy's state."""
        return self.model.current.number if self.model and self.model.current else 0

    @cached_property
    def published(self) -> Content:
        return content_of_manifest(manifest_of(self.version))

    @cached_property
    def draft(self) -> Content | None:
        return read_content(current_content(self.model)) if self.model else None

    @property
    def differs(self) -> bool:
        """Whether the working copy says anything else than what is published."""
        return self.draft is not None and self.draft != self.published


def all_terms(*, drafts: bool) -> list[Terms]:
    """All procedures by name; ``drafts``: with the working copies."""
    models: dict[str, ProcessModel] = {}
    if drafts:
        rows = ProcessModel.objects.filter(kind=_DRAFTS).select_related("current")
        models = {row.key: row for row in rows[:2000]}
    procedures = Procedure.objects.filter(current__isnull=False).select_related("current").order_by("name")
    return [
        Terms(row, row.current, models.get(row.key)) for row in procedures[:2000] if row.current is not None
    ]


def get_terms_for(user: User, key: str, *, draw: bool = False) -> Terms:
    """The procedure, or ``Http404``; ``draw``: with a working copy."""
    row = Procedure.objects.filter(key=key).select_related("current").first()
    model = None
    if may_draw(user):
        model = ProcessModel.objects.filter(kind=_DRAFTS, key=key).select_related("current").first()
    if row is None or row.current is None or (draw and model is None):
        raise Http404
    return Terms(row, row.current, model)


def state_named(terms: Terms, name: str) -> Content | None:
    """The working copy, ``v3`` a version of the procedure, ``s7`` a saved state."""
    if name == WORKING:
        return terms.draft
    number = whole_number(name[1:]) or 0
    if name.startswith("v"):
        version = terms.procedure.versions.filter(number=number).first()
        return content_of_manifest(manifest_of(version)) if version else None
    state = terms.model.states.filter(number=number).first() if terms.model and name.startswith("s") else None
    return read_content(content_of(state)) if state else None
