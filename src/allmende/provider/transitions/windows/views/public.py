"""The official page of a programme: dated, with revisions, dates, open points, answers and progress; no names."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from allmende.foundation.kept import Kept
from allmende.provider.offers.comparison import in_neutral_order
from allmende.provider.offers.models import Alternative
from allmende.provider.offers.orders.queries import official_answers
from allmende.provider.transitions.models import Measure, Programme
from allmende.provider.transitions.queries import public_programmes
from allmende.provider.transitions.words import ChangeWords

from ..progress import Figures, figures
from ..published import Published, last_revisions, published, revisions_of

_FIGURES: Kept[Figures] = Kept(seconds=300, size=50)


def figures_of(programme: Programme) -> Figures:
    """The figures, counted anew every five minutes: the page is read by everybody."""
    return _FIGURES.get(programme.pk.hex, lambda: figures(programme))


def get_public(key: str) -> Published:
    """A programme as published; 404 where nothing of it is."""
    programme = public_programmes().filter(key=key).first()
    found = published(programme) if programme else None
    if found is None:
        raise Http404
    return found


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme that was announced."""
    return render(request, "windows/programmes.html", {"revisions": last_revisions()})


@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """One programme."""
    found = get_public(key)
    context = {
        "found": found, "revisions": [(row, _shown(changes)) for row, changes in revisions_of(found)],
        "figures": figures_of(found.programme), "answers": official_answers(found.programme.stream),
        "open_points": [point for point in found.open_points if not point["answer"]],
        "closed_points": [point for point in found.open_points if point["answer"]],
        "successors": successors(found),
        "ask_url": reverse("orders:ask_about", args=[found.programme.stream]),
    }  # fmt: skip
    return render(request, "windows/programme.html", context)


def _shown(changes: list[ChangeWords]) -> list[ChangeWords]:
    return [change for change in changes if change.before or change.after or change.measure]


def successors(found: Published) -> list[tuple[str, list[Alternative]]]:
    """Measure → what can follow, in neutral order: the same facts for each, nobody recommended."""
    offers = dict(
        Measure.objects.filter(programme=found.programme, offer__isnull=False).values_list("pk", "offer_id")
    )
    rows = list(
        Alternative.objects.filter(offer__in=offers.values(), is_active=True).select_related("own", "offer")
    )
    said = []
    for measure in found.measures:
        offer = offers.get(uuid.UUID(measure.id))
        own = in_neutral_order([row for row in rows if row.offer_id == offer]) if offer else []
        if own and measure.texts["action_needed"]:
            said.append((measure.title, own))
    return said
