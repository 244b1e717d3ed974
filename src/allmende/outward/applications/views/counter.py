"""At the counter: a clerk types an application for the person who stands there; the log and the case say who."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.cases.acting import DOCUMENTS
from allmende.base.customers.models import Customer
from allmende.base.identity.access import role_required
from allmende.base.identity.models import Role
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import current_version, offers
from allmende.foundation.ids import read_key

from ..access import user_of
from ..actions import start_draft
from ..forms import form_of

clerks = role_required(Role.CLERK, Role.HEAD, Role.SERVICE)


@require_GET
@clerks
def choose(request: HttpRequest) -> HttpResponse:
    """What can be applied for."""
    found = [(key, name) for _service, name, key in offers()]
    customer = _customer(request.GET.get("kunde", ""))
    return render(request, "applications/counter_choose.html", {"offers": found, "customer": customer})


@never_cache
@require_http_methods(["GET", "POST"])
@clerks
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """For whom, and what was looked at; then the form begins as for everybody."""
    version = current_version(key)
    if version is None or version.form_version_id is None:
        raise Http404
    customer = _customer(request.POST.get("kunde", "") or request.GET.get("kunde", ""))
    looked_at = request.POST.get("looked_at")
    if request.method == "POST" and looked_at in DOCUMENTS:
        return _start(request, version, customer, looked_at)
    context = {
        "procedure": version.procedure, "customer": customer, "documents": DOCUMENTS.items(),
        "missing": request.method == "POST",
    }  # fmt: skip
    return render(request, "applications/counter.html", context, status=422 if context["missing"] else 200)


def _start(
    request: HttpRequest, version: ProcedureVersion, customer: Customer | None, looked_at: str
) -> HttpResponse:
    user = user_of(request)
    assert user is not None  # noqa: S101 - only clerks come here
    counter = {"clerk": user.name, "looked_at": looked_at, "customer": str(customer.pk) if customer else ""}
    draft = start_draft(version=version, user=user, counter=counter)
    return redirect("applications:page", draft_id=draft.pk, page=form_of(version).form.pages[0].key)


def _customer(text: str) -> Customer | None:
    key = read_key(text)
    found: Customer | None = Customer.objects.filter(pk=key, erased_at=None).first() if key else None
    return found
