"""My applications with an account, and the way in without one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.cases.access import cases_for, open_by_code
from allmende.base.cases.errors import CaseNotFoundError
from allmende.base.cases.fees import waiting_for_fee
from allmende.base.cases.models import Case, State
from allmende.base.signatures.cosigning.queries import invitations_of, waiting_subjects
from allmende.foundation.ids import clean_reference, read_key
from allmende.foundation.limits.actions import TooOftenError, client_of, spend

from ..access import user_of
from ..holders import let_in, let_out
from ..queries import drafts_of
from ..words import state_words

#: Applications on one page of the list; older ones follow by key.
PER_PAGE = 20


@never_cache
@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Drafts and applications of the account, newest first."""
    user = user_of(request)
    assert user is not None  # noqa: S101 - login_required
    rows = cases_for(user).select_related("procedure_version__procedure", "customer")
    if user.is_staff:
        rows = rows.filter(customer__user_id=user.pk)
    before = request.GET.get("vor", "")
    if before:
        rows = _before(rows, before)
    cases = list(rows.order_by("-pk")[: PER_PAGE + 1])
    more = len(cases) > PER_PAGE
    signing = waiting_subjects([case.subject for case in cases if case.state == State.WAITING_CUSTOMER])
    paying = waiting_for_fee(cases)
    context: dict[str, Any] = {
        "to_sign": [] if before else invitations_of(user),
        "drafts": [] if before else list(drafts_of(user)[:50]),
        "cases": [
            {
                "case": case,
                "words": state_words(case, signing=case.subject in signing, paying=case.subject in paying),
                "whose": case.customer.name if case.customer and case.customer.user_id != user.pk else "",
            }
            for case in cases[:PER_PAGE]
        ],
        "next": cases[PER_PAGE - 1].pk if more else None,
    }
    return render(request, "applications/mine.html", context)


def _before(rows: Any, key: str) -> Any:
    before = read_key(key)
    return rows.filter(pk__lt=before) if before else rows


@never_cache
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest) -> HttpResponse:
    """Reference and code open a case; a wrong reference and a wrong code look the same."""
    reference = (request.POST.get("reference") or request.GET.get("nr") or "")[:40]
    context: dict[str, Any] = {"reference": reference}
    if request.method == "GET":
        return render(request, "applications/access.html", context)
    if request.POST.get("_do") == "leave":
        response: HttpResponse = redirect("applications:access")
        let_out(response)
        return response
    try:
        spend("case code", client_of(request), limit=10, seconds=900)
        spend("case code of", clean_reference(reference) or "none", limit=10, seconds=900)
        holder = open_by_code(reference, request.POST.get("code", "")[:40])
    except TooOftenError as error:
        context["error"] = _("Too many attempts. Please try again in %(minutes)s minutes.") % {
            "minutes": error.minutes
        }
        return render(request, "applications/access.html", context, status=429)
    except CaseNotFoundError:
        context["error"] = _(
            "We found no application for this reference and this code. Please compare both with your receipt."
        )
        return render(request, "applications/access.html", context, status=422)
    found = Case.objects.values_list("reference", flat=True).get(pk=holder.case_id)
    response = redirect(reverse("applications:case", args=[found]))
    let_in(response, holder.case_id)
    return response
