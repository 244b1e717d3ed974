"""Giving a mandate for a direct debit."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.foundation.ui.forms import KernForm

from ..accounts import own_account
from ..actions import give_mandate
from ..actions.debits import read_iban
from ..errors import PaymentError
from ..models import Claim
from ..slips import public_key
from ..ways import ways_for
from .claim import for_payer


class MandateForm(KernForm):
    """Holder, account, and the words that make it a mandate."""

    holder = forms.CharField(
        label=gettext_lazy("Name of the account's holder"), max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    iban = forms.CharField(
        label=gettext_lazy("IBAN"),
        help_text=gettext_lazy("Such as DE02 1203 0000 0000 2020 51"),
        max_length=42,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False,
        help_text=gettext_lazy("There we tell you when how much is collected"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=gettext_lazy("I give this mandate."),
        error_messages={"required": gettext_lazy("Without your mandate nothing can be collected.")},
    )

    def clean_iban(self) -> str:
        try:
            return read_iban(self.cleaned_data["iban"])[0]
        except PaymentError as error:
            raise forms.ValidationError(str(error)) from error


@require_http_methods(["GET", "POST"])
@for_payer
def mandate(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The words of the mandate and the form; once given, the claim's page says when it is collected."""
    key = public_key(claim)
    if not any(way.key == "debit" for way in ways_for(claim)):
        return redirect("payments:claim", key=key)
    form = MandateForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            give_mandate(
                claim=claim,
                holder=data["holder"],
                iban=data["iban"],
                actor=actor_of(request),
                email=data["email"],
            )
        except PaymentError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Thank you. You do not have to do anything more."))
        return redirect("payments:claim", key=key)
    context = {"claim": claim, "form": form, "own": own_account()}
    return render(request, "payments/mandate.html", context, status=422 if form.errors else 200)
