"""Programmes: list, new, overview, texts, open points."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.ui.revised import one_at_a_time, status_of
from allmende.provider.offers.access import provider_required

from ..access import get_programme_for
from ..actions import change_programme, create_programme, end_programme, save_open_point
from ..forms import NewProgrammeForm, PointForm, ProgrammeForm
from ..models import OpenPoint, Programme
from ..queries import measures_of
from ..words import measure_lines
from .shared import done, saved, shown


@provider_required
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes: those in work first."""
    rows = Programme.objects.order_by("-created_at", "id")
    states = [(state.label, [row for row in rows if row.state == state]) for state in Programme.State]
    return render(request, "transitions/programmes.html", {"states": [item for item in states if item[1]]})


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: HttpRequest) -> HttpResponse:
    """Begin a programme."""
    form, made = NewProgrammeForm(request.POST or None), list[Programme]()
    by = account_user(request)
    if request.method == "POST" and saved(
        request, form, lambda: made.append(create_programme(by=by, **form.cleaned_data))
    ):
        return redirect("transitions:texts", made[0].pk)
    return render(request, "transitions/new_programme.html", {"form": form}, status=status_of(form))


@provider_required
@require_safe
def programme(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """The record of dates, the measures and the open points of one programme."""
    row = get_programme_for(account_user(request), programme_id)
    return _overview(request, row, PointForm())


@provider_required
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time
def texts(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """What the programme says about itself."""
    by = account_user(request)
    row = get_programme_for(by, programme_id)
    if request.method == "POST":
        row = Programme.objects.select_for_update().get(pk=row.pk)
    form = ProgrammeForm(row, request.POST or None)
    if request.method == "POST" and saved(
        request,
        form,
        lambda: change_programme(programme=row, version=row.version, by=by, **form.values()),
        row.stream,
    ):
        return redirect(request.path)
    return shown(request, row, "texts", {"form": form}, status_of(form))


@provider_required
@require_POST
def open_point(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Say what is not decided, or answer it (``point`` is its key)."""
    by = account_user(request)
    row = get_programme_for(by, programme_id)
    key = request.POST.get("point", "")
    point = OpenPoint.objects.filter(programme=row, pk=read_key(key) or NO_KEY).first() if key else None
    form = PointForm(request.POST)
    if saved(request, form, lambda: save_open_point(programme=row, point=point, by=by, **form.cleaned_data)):
        return redirect("transitions:programme", row.pk)
    return _overview(request, row, form)


@provider_required
@require_POST
def end(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponse:
    """Complete a programme, or give it up (``state``)."""
    by = account_user(request)
    row = get_programme_for(by, programme_id)
    done(request, lambda: end_programme(programme=row, state=request.POST.get("state", ""), by=by))
    return redirect("transitions:programme", row.pk)


def _overview(request: HttpRequest, row: Programme, form: PointForm) -> HttpResponse:
    points = OpenPoint.objects.filter(programme=row).order_by("closed_at", "id")
    measures = [(measure, measure_lines(measure)) for measure in measures_of(row)]
    context = {"measures": measures, "points": points, "form": form}
    return shown(request, row, "programme", context, status_of(form))
