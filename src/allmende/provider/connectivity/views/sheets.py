"""The worksheet of one institution: for staff, and for whoever got its address on the institution's own page."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.base.identity.views.shared import account_user
from allmende.foundation.limits.actions import TooOftenError, spend
from allmende.foundation.ui.views import problem
from allmende.provider.offers.access import get_institution_for, provider_required
from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Measure, Programme

from ..plan import KIND
from ..sheet import day_sentence, read_address, sheet_pdf
from ..worksheet import Worksheet, worksheet
from .plans import get_plan_for


@require_safe
@provider_required
def staff_sheet(request: HttpRequest, measure_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """As a page, with what others use, too."""
    sheet = _sheet_for(request, measure_id, institution_id)
    context = {"sheet": sheet, "measure": sheet.measure, "day": day_sentence(sheet)}
    return render(request, "connectivity/sheet.html", context)


@require_safe
@provider_required
def staff_pdf(request: HttpRequest, measure_id: uuid.UUID, institution_id: uuid.UUID) -> HttpResponse:
    """On paper."""
    return _pdf(_sheet_for(request, measure_id, institution_id))


@require_safe
def signed(request: HttpRequest, token: str) -> HttpResponse:
    """On paper, without an account: the address was made for one institution, and works for some hours."""
    found = read_address(token)
    if found is None:
        raise Http404
    try:
        # For each worksheet, not for each client: a whole town of schools comes from one address.
        spend("connectivity-sheet", ":".join(map(str, found)), limit=60, seconds=3600)
    except TooOftenError as error:
        words = _("This worksheet was fetched very often. Please try again in %(minutes)s minutes.")
        return problem(429, _("Please wait a moment"), words % {"minutes": error.minutes})
    closed = (Programme.State.DRAFT, Programme.State.DROPPED)
    measure = Measure.objects.select_related("programme").filter(pk=found[0], kind=KIND)
    row = measure.exclude(programme__state__in=closed).first()
    institution = Institution.objects.filter(pk=found[1], state=Institution.State.ACTIVE).first()
    sheet = worksheet(row, institution, told=True) if row and institution else None
    if sheet is None:
        raise Http404
    return _pdf(sheet)


def _sheet_for(request: HttpRequest, measure_id: uuid.UUID, institution_id: uuid.UUID) -> Worksheet:
    by = account_user(request)
    measure = get_plan_for(by, measure_id)
    sheet = worksheet(measure, get_institution_for(by, institution_id), all_owners=True)
    if sheet is None:
        raise Http404
    return sheet


def _pdf(sheet: Worksheet) -> HttpResponse:
    response = HttpResponse(sheet_pdf(sheet, (get_language() or "de")[:2]), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="arbeitsblatt.pdf"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
