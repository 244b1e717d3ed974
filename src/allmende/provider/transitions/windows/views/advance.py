"""How far a programme is, for staff."""

from __future__ import annotations

import csv
import uuid
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.tables import no_formula
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.views.shared import page_of
from allmende.provider.transitions.models import Effect, Programme

from ..chart import chart
from ..progress import STANDS, by_body, by_measure, by_window, figures, lines_of, standing, steps_by_measure
from ..words import window_short
from .shared import shown, staff_programme

BODIES_SHOWN = 25


@provider_required
@require_safe
def progress(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """The board, the burn-down with its table, the forecast; by measure, window and body."""
    _by, programme = staff_programme(request, programme_id)
    found = figures(programme)
    words = dict(zip(STANDS, (_("not begun"), _("begun"), _("finished"), _("stuck")), strict=True))
    counts = (found.open, found.begun, found.done, standing(programme, "haengt").count())
    bodies, steps = by_body(programme), steps_by_measure(programme)
    context = {
        "found": found, "board": [(key, words[key], n) for key, n in zip(STANDS, counts, strict=True)],
        "chart": chart(found.weeks, found.institutions, lambda day: date_format(day, "m/y")),
        "measures": by_measure(programme, steps),
        "windows": [(window_short(row), part) for row, part in by_window(programme, steps)],
        "bodies": bodies[:BODIES_SHOWN], "more_bodies": max(0, len(bodies) - BODIES_SHOWN),
    }  # fmt: skip
    return shown(request, programme, "progress", context, tab="progress")


@provider_required
@require_safe
def progress_list(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Institutions by name: of one stand (``stand``), of one body (``traeger``), by name (``q``)."""
    _by, programme = staff_programme(request, programme_id)
    stand, text = request.GET.get("stand", ""), request.GET.get("q", "").strip()
    rows = standing(programme, stand if stand in STANDS else "")
    if body := request.GET.get("traeger", ""):
        rows = rows.filter(body_id=read_key(body) or NO_KEY)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(number=text))
    words = (_("all"), _("not begun"), _("begun"), _("finished"), _("stuck"))
    choices = list(zip(("", *STANDS), words, strict=True))
    page = page_of(request, rows, ("name", "id"))
    context = {
        **page,
        "lines": lines_of(programme, page["rows"]),
        "stand": stand,
        "q": text,
        "choices": choices,
    }
    return shown(request, programme, "progress_list", context, tab="progress")


@provider_required
@require_safe
def progress_csv(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """One line for each institution and measure, with window and steps, as a table file."""
    _by, programme = staff_programme(request, programme_id)
    # A mark of byte order, so that spreadsheets read umlauts.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{programme.key}-{timezone.localdate()}.csv"'
    _write(csv.writer(response, delimiter=";"), programme)
    return response


def _write(writer: Any, programme: Programme) -> None:
    writer.writerow([_("Number"), _("Institution"), _("School body"), _("Measure"), _("First day"), _("Last day"),
                     _("Steps"), _("Done")])  # fmt: skip
    steps = steps_by_measure(programme)
    rows = Effect.objects.filter(measure__programme=programme, is_void=False).order_by(
        "institution__name", "id"
    )
    columns = ("institution_id", "measure_id", "institution__number", "institution__name", "institution__body__name",
               "measure__title", "window__starts_on", "window__ends_on")  # fmt: skip
    for owner, measure, *cells in rows.values_list(*columns).iterator(chunk_size=500):
        writer.writerow(
            [*(no_formula(str(cell or "")) for cell in cells), *steps.get((owner, measure), (0, 0))]
        )
