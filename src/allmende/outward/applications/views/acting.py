"""From the page of an application: somebody else shall act in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.base.cases.access import Who
from allmende.base.cases.models import Case
from allmende.base.customers.mandates.actions import MandateError
from allmende.base.customers.mandates.views import give, said
from allmende.base.identity.models import User
from allmende.foundation.limits.actions import TooOftenError
from allmende.foundation.ui.forms import KernForm

from .case import for_customer


class ActingForm(KernForm):
    """Who is asked, and for how much."""

    name = forms.CharField(label=gettext_lazy("Name of who is to act for you"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The question whether they accept goes there"),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What for?"), widget=forms.RadioSelect, initial="case",
        choices=[
            ("case", gettext_lazy("Only this application")),
            ("procedure", gettext_lazy("All my applications of this kind")),
            ("all", gettext_lazy("Everything")),
        ],
    )  # fmt: skip
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput, required=False,
        help_text=gettext_lazy("At most three years; without a day it counts for one year"),
    )  # fmt: skip

    def within(self, case: Case) -> dict[str, Any]:
        """Scope and term as the actions take them."""
        scope = self.cleaned_data["scope"]
        version = case.procedure_version
        keys = {"case": case.subject, "procedure": version.procedure.key if version else ""}
        return {"scope": scope, "scope_key": keys.get(scope, ""), "ends_on": self.cleaned_data["ends_on"]}


@require_http_methods(["GET", "HEAD", "POST"])
@for_customer
def acting(request: HttpRequest, case: Case, by: Who) -> HttpResponse:
    """Ask somebody by e-mail; only the owner of the application, with an account of their own."""
    if not may_give(case, by):
        raise Http404
    assert isinstance(by, User) and case.customer is not None  # noqa: S101, PT018 - may_give says so
    form = ActingForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        asked = {"name": data["name"], "email": data["email"], **form.within(case)}
        try:
            give(by=by, principal=case.customer, **asked)
        except (MandateError, TooOftenError) as error:
            form.add_error(None, said(error))
        else:
            messages.success(
                request,
                _("We have sent the question by e-mail. As soon as they accept, they can act for you."),
            )
            return redirect("customers:mandates")
    context = {"case": case, "form": form}
    return render(request, "applications/acting.html", context, status=422 if form.errors else 200)


def may_give(case: Case, by: Who) -> bool:
    """Whether the person is the owner of the application, known by an account."""
    return isinstance(by, User) and case.customer is not None and case.customer.user_id == by.pk
