from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allmende.base.directory.queries import search_services
from allmende.base.identity.views.shared import account_user

from ..access import buildings_for, editor_required, edits_all, services_for, units_for

_SHOWN = 100


@editor_required
def start(request: HttpRequest) -> HttpResponse:
    """The editor's units, buildings and services; a search, since a catalogue has thousands."""
    by = account_user(request)
    wanted = request.GET.get("q", "").strip()[:200]
    rows = services_for(by)
    if wanted:
        found = [hit.service.pk for hit in search_services(wanted, limit=_SHOWN)]
        rows = rows.filter(pk__in=found)
    services = list(rows.defer("description", "legal_basis", "required_documents")[: _SHOWN + 1])
    context = {
        "q": wanted, "units": units_for(by).select_related("building"), "buildings": buildings_for(by),
        "edits_all": edits_all(by), "services": services[:_SHOWN], "more": len(services) > _SHOWN,
    }  # fmt: skip
    return render(request, "directory_desk/start.html", context)
