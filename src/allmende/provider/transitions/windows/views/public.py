"""The official page of a programme: dated, with revisions, dates, open points, answers and progress; no names."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from allmende.foundation.kept import Kept
from allmende.provider.offers.comparison import in_neutral_order
from allmende.provider.offers.models import Alternative
from allmende.provider.offers.orders.queries import official_answers
from allmende.provider.transitions.models import Measure, Programme, Revision
from allmende.provider.transitions.queries import public_programmes

from ..progress import Figures, figures
from ..published import Published, public_changes, published

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
    rows = Revision.objects.filter(programme__in=public_programmes()).select_related("programme")
    last: dict[uuid.UUID, Revision] = {}
    for row in rows.order_by("number").defer("content", "changes", "touched"):
        last[row.programme_id] = row
    ordered = sorted(last.values(), key=lambda row: row.published_at, reverse=True)
    return render(request, "windows/programmes.html", {"revisions": ordered})


@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """One programme."""
    found = get_public(key)
    revisions = (
        Revision.objects.filter(programme=found.programme).defer("touched", "content").order_by("-number")
    )
    context = {
        "found": found, "revisions": [(row, _words(row, found)) for row in revisions],
        "figures": figures_of(found.programme), "answers": official_answers(found.programme.stream),
        "open_points": [point for point in found.open_points if not point["answer"]],
        "closed_points": [point for point in found.open_points if point["answer"]],
        "successors": successors(found), "ask_url": ask_url(),
    }  # fmt: skip
    return render(request, "windows/programme.html", context)


def _words(revision: Revision, found: Published) -> list[Any]:
    """The differences of an earlier revision, with the measures' names as they are now: contents are large."""
    revision.content = found.revision.content
    return [change for change in public_changes(revision) if change.before or change.after or change.measure]


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
            said.append((measure.title, list(own)))
    return said


def ask_url() -> str:
    """Where a question is asked, where that page exists."""
    for name in ("orders:ask", "offers:portal"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
