"""Whom we trust: lists and certificates, on the administrators' page of the seal."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.identity.access import role_required
from allmende.base.identity.models import Role, User
from allmende.base.identity.views.shared import account_user
from allmende.base.signatures.administering import may_seal
from allmende.base.signatures.models import TrustedList
from allmende.base.signatures.seals.fields import certificates
from allmende.foundation.ui.forms import KernForm

from .actions import read_again, remove_trusted_list, trust_certificates, trust_list
from .lists import ListRefusedError


class TrustForm(KernForm):
    """A list at an address, or certificates alone."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    address = forms.URLField(
        label=gettext_lazy("Address of the trusted list"), required=False, max_length=300, assume_scheme="https",
        help_text=gettext_lazy("Empty: the certificates below are trusted themselves."),
    )  # fmt: skip
    given = certificates(gettext_lazy("Certificates (PEM): who signs the list, or whom you trust"))


@require_http_methods(["GET", "POST"])
@role_required(Role.ADMIN)
def add(request: HttpRequest) -> HttpResponse:
    """Trust one more."""
    by = _administrator(request)
    form = TrustForm(request.POST or None)
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            if given["address"]:
                trust_list(by=by, name=given["name"], address=given["address"], signers=given["given"])
            else:
                trust_certificates(by=by, name=given["name"], certificates=given["given"])
            messages.success(request, _("Saved. Signatures are checked against it from now on."))
            return redirect("signatures:seal")
        except ListRefusedError as error:
            form.add_error(None, str(error))
    return render(request, "signatures/trust.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@role_required(Role.ADMIN)
def change(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Read a list again (``do=read``), or trust it no longer (``do=remove``)."""
    by = _administrator(request)
    trusted = get_object_or_404(TrustedList, pk=list_id)
    if request.POST.get("do") == "remove":
        remove_trusted_list(by=by, trusted=trusted)
        messages.success(request, _("Removed."))
    elif trusted.address:
        read_again(trusted=trusted)
        if trusted.problem:
            messages.error(request, trusted.problem)
        else:
            messages.success(request, _("The list was read again."))
    return redirect("signatures:seal")


def _administrator(request: HttpRequest) -> User:
    by = account_user(request)
    if not may_seal(by):
        raise PermissionDenied("not an administrator of the whole municipality")
    return by
