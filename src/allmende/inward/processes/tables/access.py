"""Published tables are for all staff, working copies for designers."""

from __future__ import annotations

from django.http import Http404

from allmende.base.identity.models import User
from allmende.base.workflow.decisions.models import DecisionDefinition

from ..access import may_draw
from ..models import ProcessModel
from .queries import Tables, bound_definitions


def get_tables_for(user: User, key: str, *, draw: bool = False) -> Tables:
    """The tables, or ``Http404`` where there are none that ``user`` may see; ``draw``: with a working copy."""
    draws = may_draw(user)
    definition = DecisionDefinition.objects.filter(key=key).first()
    model = None
    if draws:
        rows = ProcessModel.objects.filter(kind=ProcessModel.Kind.TABLES, key=key)
        model = rows.select_related("current").first()
    if (definition is None and model is None) or (draw and model is None):
        raise Http404
    procedure = bound_definitions().get(definition.pk) if definition else None
    name = (model and model.name) or (definition and definition.name) or key
    return Tables(key, str(name), definition, model, procedure)
