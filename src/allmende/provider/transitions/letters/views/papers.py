"""By a link: the page for the head of the institution, also on one sheet of paper; the letter; a proof."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from allmende.foundation.files.views import serve_file
from allmende.foundation.limits.actions import spend
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.access import Holder
from allmende.provider.transitions.models import Programme, Step
from allmende.provider.transitions.told import as_told

from ..case import Case, case_of
from ..models import PageLink
from ..sheet import sheet_pdf
from .guard import by_link
from .page import addresses


def case_with_schools(programme: Programme, institution: Institution) -> tuple[Programme, Case]:
    """Programme and case of an institution as it was told; of a body with those of its schools."""
    keys = [institution.pk]
    if institution.kind == Institution.Kind.BODY:
        schools = institution.schools.filter(state=Institution.State.ACTIVE)
        keys += list(schools.order_by("name").values_list("pk", flat=True))
    told = as_told(programme)
    return told.programme, case_of(told.programme, told.effects(keys))


@require_GET
def _head(request: HttpRequest, link: PageLink, holder: Holder) -> HttpResponse:
    programme, case = case_with_schools(link.programme, link.institution)
    context = {
        **addresses(request),
        "programme": programme,
        "institution": link.institution,
        "case": case,
    }
    return render(request, "letters/head.html", context)


@require_GET
def _head_pdf(request: HttpRequest, link: PageLink, holder: Holder) -> HttpResponse:
    spend("letters-sheet", str(link.pk), limit=60, seconds=3600)
    programme, case = case_with_schools(link.programme, link.institution)
    address = request.build_absolute_uri(addresses(request)["page_url"])
    content = sheet_pdf(programme, link.institution, case, address, (get_language() or "de")[:2])
    return as_sheet(content)


def as_sheet(content: bytes) -> HttpResponse:
    """The sheet for the head as an answer."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="uebersicht.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def _letter(request: HttpRequest, link: PageLink, holder: Holder) -> HttpResponseBase:
    if link.letter is None or link.letter.pdf is None:
        raise Http404
    return serve_file(link.letter.pdf, inline=True)


@require_GET
def _proof(request: HttpRequest, link: PageLink, holder: Holder, step: uuid.UUID) -> HttpResponseBase:
    own = Step.objects.filter(programme=link.programme, institution=link.institution, pk=step)
    found = own.select_related("proof").first()
    if found is None or found.proof is None:
        raise Http404
    return serve_file(found.proof)


head = by_link(_head)
head_pdf = by_link(_head_pdf)
letter = by_link(_letter)
proof = by_link(_proof)
