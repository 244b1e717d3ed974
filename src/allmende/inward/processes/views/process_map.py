from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allmende.base.identity.access import staff_required
from allmende.base.identity.views.shared import account_user

from ..access import may_draw, models_for


@staff_required
def process_map(request: HttpRequest) -> HttpResponse:
    """All processes by office or by service."""
    by = account_user(request)
    rows = models_for(by).select_related("unit", "service", "owner").order_by("unit__name", "name", "id")
    return render(request, "processes/map.html", {"rows": rows, "draws": may_draw(by)})
