"""A step on a case: its form, its preview, doing it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.cases.access import get_case_for, may_see
from allmende.base.cases.errors import CaseError, StaleCaseError
from allmende.base.cases.models import Case
from allmende.base.identity.models import User
from allmende.foundation.files.errors import FileRefusedError
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.due import due_of
from allmende.inward.workplace.steps import STEPS, Step


@require_http_methods(["GET", "POST"])
@clerks_only
def step(request: HttpRequest, by: User, case_id: uuid.UUID, key: str) -> HttpResponse:
    """Show a step's form, or do the step; what was typed stays where something is wrong."""
    if key not in STEPS:
        raise Http404
    case = get_case_for(by, case_id)
    if request.method != "POST":
        if not STEPS[key].fits(case, by):
            return _gone(request, case)
        return _form(request, STEPS[key](case, by), case)
    form = STEPS[key](case, by, request.POST, request.FILES)
    return _do(request, form, case) if form.is_valid() else _form(request, form, case, status=422)


def _do(request: HttpRequest, form: Step, case: Case) -> HttpResponse:
    try:
        done = form.perform()
    except (CaseError, FileRefusedError) as error:
        form.add_error(None, str(error))
        fresh = get_case_for(form.by, case.pk)
        if isinstance(error, StaleCaseError):
            # The person has now been told; the same step may be sent again on what is there now.
            form.data = {**request.POST.dict(), "version": str(fresh.version)}
        return _form(request, form, fresh, status=409)
    messages.success(request, str(done))
    changed = Case.objects.filter(pk=case.pk).select_related("unit", "customer").get()
    if may_see(form.by, changed):
        return redirect("workplace:case", case.pk)
    return redirect("workplace:cases")


def _form(request: HttpRequest, form: Step, case: Case, status: int = 200) -> HttpResponse:
    context = {"form": form, "case": case, "step": form, "due": due_of(case)}
    return render(request, "workplace/step.html", context, status=status)


def _gone(request: HttpRequest, case: Case) -> HttpResponse:
    messages.warning(request, _("This step does not fit the state of the case any more."))
    return redirect("workplace:case", case.pk)
