"""Another e-mail address for an account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from allmende.foundation.limits.actions import TooOftenError

from ..actions import ask_for_email, confirm_email
from ..forms import NewEmailForm
from ..limiting import spend_mail, spend_password
from ..sessions import is_fresh
from ..tokens import email_change_of
from .shared import account_user, form_page, too_often


@sensitive_post_parameters("current")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Ask for another address; the answer is the same for addresses that have an account."""
    user = account_user(request)
    if user.is_staff:
        raise Http404
    form, status = NewEmailForm(user, request.POST or None, fresh=is_fresh(request)), 200
    try:
        if request.method == "POST":
            spend_password(user.pk.hex)
        if form.is_valid():
            email = form.cleaned_data["email"]
            spend_mail(request, email)
            ask_for_email(user=user, email=email, by=user, base_url=request.build_absolute_uri("/"))
            return render(request, "identity/sent.html", {
                "title": _("Look into your new mailbox"), "email": email,
                "text": _(
                    "We have sent a link to the new address. Open it to confirm the change; it works for three "
                    "days. Until then your present address counts."
                ),
            })  # fmt: skip
    except TooOftenError as error:
        form, status = NewEmailForm(user), 429
        messages.error(request, too_often(error))
    return form_page(
        request, form, status=status, title=_("Change the e-mail address"), button=_("Send me the link"),
        back="identity:account",
        intro=_("Your address is %(email)s. We will send a link to the new one.") % {"email": user.email},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the e-mail; a press of the button counts, since some mail programs open links by themselves."""
    change = email_change_of(token)
    if change is None:
        return render(request, "identity/link_ended.html", {"again": "identity:change_email"}, status=410)
    if request.method == "POST":
        if confirm_email(change=change):
            messages.success(
                request, _("Your new address counts from now on: %(email)s") % {"email": change.email}
            )
        else:
            messages.error(request, _("This address has an account already. Nothing was changed."))
        return redirect("identity:account")
    response = render(request, "identity/confirm_email.html", {"email": change.email})
    response["Cache-Control"] = "no-store"
    return response
