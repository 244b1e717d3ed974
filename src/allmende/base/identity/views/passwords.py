"""Forgotten and changed passwords."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from allmende.foundation.jobs.actions import enqueue
from allmende.foundation.limits.actions import TooOftenError

from ..actions import change_password
from ..forms import ChangePasswordForm, EmailForm, NewPasswordForm
from ..limiting import spend_mail, spend_password
from ..models import AccountSession
from ..sessions import is_fresh
from ..tasks import send_reset
from ..tokens import user_of_reset
from .shared import account_user, form_page, too_often


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Send a link to a new password; the answer is the same for addresses without an account."""
    form = EmailForm(request.POST or None)
    status = 200
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            spend_mail(request, email)
        except TooOftenError as error:
            form.add_error(None, too_often(error))
            status = 429
        else:
            enqueue(send_reset, email=email, base_url=request.build_absolute_uri("/"))
            return render(request, "identity/sent.html", {
                "title": _("Look into your mailbox"), "email": email,
                "text": _(
                    "If this address has an account, we have sent you a link to a new password. "
                    "It works for two hours."
                ),
            })  # fmt: skip
    return form_page(
        request, form, status=status, title=_("Set a new password"), button=_("Send me the link"),
        intro=_("Type the e-mail address of your account. We will send you a link."),
    )  # fmt: skip


@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the e-mail: set the password, then log in with it."""
    user = user_of_reset(token)
    if user is None:
        return render(request, "identity/link_ended.html", {"again": "identity:reset"}, status=410)
    form = NewPasswordForm(user, request.POST or None)
    if form.is_valid():
        change_password(user=user, password=form.cleaned_data["password"], by_link=True)
        messages.success(request, _("Your new password is set. Please log in with it."))
        return redirect("identity:login")
    return form_page(request, form, title=_("Set a new password"), button=_("Save password"))


@sensitive_post_parameters("current", "password", "repeated")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Change the own password; all other log-ins end."""
    user = account_user(request)
    form = ChangePasswordForm(user, request.POST or None, fresh=is_fresh(request))
    status = 200
    try:
        if request.method == "POST":
            spend_password(user.pk.hex)
        if form.is_valid():
            old_key = request.session.session_key or ""
            change_password(user=user, password=form.cleaned_data["password"], keep_session=old_key)
            update_session_auth_hash(request, user)
            AccountSession.objects.filter(session_key=old_key).update(session_key=request.session.session_key)
            messages.success(request, _("Your password is changed. All other log-ins have ended."))
            return redirect("identity:account")
    except TooOftenError as error:
        form = ChangePasswordForm(user)
        messages.error(request, too_often(error))
        status = 429
    return form_page(
        request,
        form,
        status=status,
        title=_("Change password"),
        button=_("Save password"),
        back="identity:account",
    )
