"""Suggestions while somebody types: streets and entries of code lists; improvements by htmx, never needed."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from allmende.base.addresses.queries import suggest
from allmende.base.forms.fields import AddressField, ChoicesField, CodeField

from ..access import get_draft_for
from ..rendering import ident
from .desk import Desk

#: So many ticked entries are shown again.
CHOSEN_AT_MOST = 200


@require_GET
def addresses(request: HttpRequest, draft_id: uuid.UUID, page: str) -> HttpResponse:
    """Options for the list of streets of one address field."""
    desk = Desk.open(request, get_draft_for(request, draft_id), page)
    path = request.GET.get("_path", "")
    if not isinstance(desk.item(path), AddressField):
        raise Http404
    typed = request.GET.get(f"{path}.street", "")[:100]
    streets = dict.fromkeys(hit.street for hit in suggest(typed)) if len(typed) >= 2 else {}
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((name,) for name in streets)))


@require_GET
def codes(request: HttpRequest, draft_id: uuid.UUID, page: str) -> HttpResponse:
    """Entries of a code list to choose from."""
    desk = Desk.open(request, get_draft_for(request, draft_id), page)
    path = request.GET.get("_path", "")
    if not isinstance(desk.item(path), CodeField | ChoicesField):
        raise Http404
    desk.search(path, request.GET.get(f"_q.{path}", ""))
    chosen = [one[:200] for one in request.GET.getlist(path)[:CHOSEN_AT_MOST]]
    evaluation = desk.compiled.evaluate(desk.answers, page)
    part = desk.renderer.search_part(path)
    if part is None:
        raise Http404
    return HttpResponse(mark_safe(part.results(path, ident(path), chosen, desk.state(evaluation, {}))))
