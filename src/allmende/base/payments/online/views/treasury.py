"""Online payments that the cash office must look at."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of
from allmende.foundation.ui.forms import KernForm

from ..access import payment_by_key, treasury_required
from ..actions import check_payment, resolve
from ..queries import still_running, to_look_at

SHOWN = 100


class NoteForm(KernForm):
    """How it was settled."""

    note = forms.CharField(label=gettext_lazy("What you found and did"), max_length=500)


@treasury_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Findings first, then what still runs."""
    context = {"findings": to_look_at()[:SHOWN], "running": still_running()[:SHOWN]}
    return render(request, "online_payments/list.html", context)


@treasury_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One payment: ask its service now, or settle what was found."""
    payment = payment_by_key(key)
    if request.method == "POST" and "ask" in request.POST:
        check_payment(payment=payment)
        messages.success(request, _("The payment service was asked."))
        return redirect("online_payments:one", key=key)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        resolve(payment=payment, note=form.cleaned_data["note"], actor=actor_of(request))
        messages.success(request, _("Settled."))
        return redirect("online_payments:list")
    status = 422 if form.errors else 200
    return render(request, "online_payments/one.html", {"payment": payment, "form": form}, status=status)
