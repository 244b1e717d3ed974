"""One decision for many equal cases: choose, look at one letter, confirm, watch."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.cases.errors import CaseError
from allmende.base.cases.models import Case
from allmende.base.identity.models import User
from allmende.foundation.numbers import whole_number
from allmende.foundation.readable import read_query
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.filters import Filters
from allmende.inward.workplace.mass import (
    begin_mass_decision,
    chosen_cases,
    found_keys,
    try_failed_again,
)
from allmende.inward.workplace.models import MassDecision, MassItem
from allmende.inward.workplace.steps.ending import Decide


@require_POST
@clerks_only
def decide(request: HttpRequest, by: User) -> HttpResponse:
    """The form for what was ticked, or its confirmation."""
    filters = Filters.read(read_query(request.POST.get("back", "")))
    keys = found_keys(by, filters) if request.POST.get("every") else request.POST.getlist("case")
    cases = chosen_cases(by, keys)
    fitting = _equal([case for case in cases if Decide.fits(case, by)])
    if not fitting:
        messages.error(request, _("None of the ticked cases can be decided now. Nothing has changed."))
        return redirect("workplace:cases")
    sample = fitting[0]
    if request.POST.get("do") != "confirm":
        return _form(request, Decide(sample, by), fitting, cases)
    # The version of each case is sent beside it; the form's own stands for the sample.
    form = Decide(sample, by, {**request.POST.dict(), "version": str(sample.version)})
    if not form.is_valid():
        return _form(request, form, fitting, cases, status=422)
    try:
        mass = begin_mass_decision(
            cases=_seen(request, fitting), outcome=form.cleaned_data["outcome"], reasons=form.all_reasons,
            template=form.cleaned_data.get("template", ""), appeal=form.cleaned_data.get("appeal"), by=by,
        )  # fmt: skip
    except CaseError as error:
        form.add_error(None, str(error))
        return _form(request, form, fitting, cases, status=409)
    return redirect("workplace:mass", mass.pk)


def _equal(cases: list[Case]) -> list[Case]:
    """Those of the same procedure version as the first: the same templates, reasons and instructions on appeal."""
    return [case for case in cases if case.procedure_version_id == cases[0].procedure_version_id]


def _seen(request: HttpRequest, cases: list[Case]) -> dict[uuid.UUID, int]:
    given = {key: request.POST.get(f"v-{key}", "") for key in (str(case.pk) for case in cases)}
    return {
        case.pk: case.version if (seen := whole_number(given[str(case.pk)])) is None else seen
        for case in cases
    }


def _form(
    request: HttpRequest, form: Decide, fitting: list[Case], cases: list[Case], status: int = 200
) -> HttpResponse:
    left_out = [case for case in cases if case not in fitting]
    context = {"form": form, "sample": fitting[0], "cases": fitting, "left_out": left_out}
    return render(request, "workplace/mass_decide.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@clerks_only
def progress(request: HttpRequest, by: User, mass_id: uuid.UUID) -> HttpResponse:
    """How far it is, and what failed; by POST what failed is tried again."""
    mass = MassDecision.objects.filter(pk=mass_id, decided_by=by).first()
    if mass is None:
        raise Http404
    if request.method == "POST":
        try_failed_again(mass=mass, by=by)
        return redirect("workplace:mass", mass.pk)
    counted = dict(mass.items.values_list("state").annotate(Count("pk")).order_by())
    failed = mass.items.filter(state=MassItem.State.FAILED).select_related("case").order_by("id")
    context: dict[str, Any] = {
        "mass": mass, "failed": failed, "total": sum(counted.values()), "done": counted.get("done", 0),
        "waiting": counted.get("queued", 0),
    }  # fmt: skip
    part = "workplace/parts/mass_progress.html"
    return render(request, part if request.headers.get("HX-Request") else "workplace/mass.html", context)
