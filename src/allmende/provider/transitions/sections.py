"""On the staff's page of an institution: which programmes touch it, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from allmende.provider.offers.models import Institution
from allmende.provider.offers.sections import Section

from .models import Effect, Programme, Step


def programmes(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """Each programme with what it changes there and the state of the checklist, the newest first: two statements."""
    rows = Effect.objects.filter(institution=institution, is_void=False).exclude(
        measure__programme__state=Programme.State.DROPPED
    )
    found: dict[Any, dict[str, Any]] = {}
    for effect in rows.select_related("measure__programme").order_by(
        "-measure__programme__id", "measure__order", "id"
    ):
        programme = effect.measure.programme
        line = found.setdefault(programme.pk, {"programme": programme, "effects": [], "done": 0, "all": 0})
        line["effects"].append(effect)
    steps = Step.objects.filter(programme__in=list(found), institution=institution, is_void=False)
    counts = steps.values("programme_id").annotate(
        all=Count("id"), done=Count("id", filter=Q(done_at__isnull=False))
    )
    for row in counts:
        found[row["programme_id"]] |= {"all": row["all"], "done": row["done"]}
    return {"lines": list(found.values()), "institution": institution} if found else None


SECTION: Section[Institution] = Section(
    "programmes", 20, _("Programmes that touch it"), "transitions/parts/of_institution.html", programmes
)
