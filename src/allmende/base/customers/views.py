"""What the owner of an account agrees to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.base.identity.views.shared import account_user

from .actions import customer_for_user, give_consent, withdraw_consent
from .consenting import purposes
from .queries import consents_of, customer_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """Every purpose with its words; agree, or withdraw at any time as easily (GDPR Art. 7 (3))."""
    user = account_user(request)
    if user.is_staff:
        raise Http404
    do, _colon, purpose = request.POST.get("do", "").partition(":")
    if request.method == "POST" and purpose in purposes and do in ("give", "withdraw"):
        customer = customer_for_user(user)
        if do == "give":
            give_consent(customer=customer, purpose=purpose, actor=actor_of(user))
            messages.success(request, _("Thank you. You can withdraw this here at any time."))
        else:
            withdraw_consent(customer=customer, purpose=purpose, actor=actor_of(user))
            messages.success(request, _("Withdrawn. It no longer counts from now on."))
        return redirect("customers:consents")
    known = customer_of(user)
    given = consents_of(known) if known else {}
    rows = [(purpose, given.get(purpose.key)) for purpose in purposes]
    return render(request, "customers/consents.html", {"rows": rows})
