"""What a decision would look like, before it is made."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from allmende.base.cases.access import get_case_for
from allmende.base.identity.models import User
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.steps.ending import Decide


@require_POST
@clerks_only
def preview(request: HttpRequest, by: User, case_id: uuid.UUID) -> HttpResponse:
    """The text as it would be sent; nothing is saved."""
    case = get_case_for(by, case_id)
    form = Decide(case, by, request.POST)
    form.is_valid()
    return render(request, "workplace/decision_preview.html", {"form": form, "case": case})
