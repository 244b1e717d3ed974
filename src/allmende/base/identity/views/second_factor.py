"""The second factor: set it up, see new recovery codes, switch it off."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from allmende.foundation.limits.actions import TooOftenError
from allmende.foundation.tenants.context import current_tenant

from ..actions import (
    begin_second_factor,
    confirm_second_factor,
    finish_login,
    new_recovery_codes,
    remove_second_factor,
)
from ..forms import CodeForm, OwnPasswordForm
from ..limiting import spend_code, spend_password
from ..models import User
from ..pending import pending_user
from ..policy import has_app, has_second_factor, second_factor_required
from ..sessions import is_fresh
from ..totp import provisioning_uri, qr_code
from .shared import account_user, after_login, form_page, too_often


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the QR code and take the first code; also the last step of a log-in that needs a second factor."""
    user = request.user if isinstance(request.user, User) else pending_user(request)
    if user is None:
        return redirect("identity:login")
    logged_in = request.user.is_authenticated
    if has_app(user) if logged_in else has_second_factor(user):
        return redirect("identity:account" if logged_in else "identity:code")
    secret = begin_second_factor(user=user)
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = _("Six digits that the app shows now.")
    status = 200
    if form.is_valid():
        try:
            spend_code(user.pk.hex)
        except TooOftenError as error:
            form.add_error("code", too_often(error))
            status = 429
        else:
            codes = confirm_second_factor(user=user, code=form.cleaned_data["code"])
            if codes is not None:
                return show_codes(request, user, codes)
            form.add_error(
                "code", _("This code is wrong. Wait for the next one; check that the phone's clock is right.")
            )
    uri = provisioning_uri(secret, account=user.email, issuer=current_tenant().name)
    return form_page(
        request, form, template="identity/second_factor.html", status=status, qr=qr_code(uri),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        required=second_factor_required(user),
    )  # fmt: skip


@sensitive_post_parameters("current")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, after the password."""
    user = account_user(request)
    if not has_second_factor(user):
        return redirect("identity:second_factor")
    form, status = _password_form(request, user)
    if status == 200 and form.is_valid():
        return show_codes(request, user, new_recovery_codes(user=user))
    return form_page(
        request, form, status=status, title=_("New recovery codes"), button=_("Show new codes"),
        back="identity:account", intro=_("The old codes end. Please type your password first."),
    )  # fmt: skip


@sensitive_post_parameters("current")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def switch_off(request: HttpRequest) -> HttpResponse:
    """Remove the second factor; who must have one sets up a new one at once."""
    user = account_user(request)
    form, status = _password_form(request, user)
    if status == 200 and form.is_valid():
        remove_second_factor(user=user, by=user)
        if second_factor_required(user) and not has_second_factor(user):
            return redirect("identity:second_factor")
        messages.success(request, _("The second step is switched off."))
        return redirect("identity:account")
    intro = _("You then log in by password alone. Please type your password to confirm.")
    if second_factor_required(user):
        intro = _("You can set up another device at once. Please type your password to confirm.")
    return form_page(
        request, form, status=status, title=_("Remove this device"), button=_("Remove"), back="identity:account",
        intro=intro,
    )  # fmt: skip


def _password_form(request: HttpRequest, user: User) -> tuple[OwnPasswordForm, int]:
    if request.method == "POST":
        try:
            spend_password(user.pk.hex)
        except TooOftenError as error:
            messages.error(request, too_often(error))
            return OwnPasswordForm(user), 429
    # An empty form counts as sent too: who has no password sends nothing.
    given = request.POST if request.method == "POST" else None
    return OwnPasswordForm(user, given, fresh=is_fresh(request)), 200


def show_codes(request: HttpRequest, user: User, codes: list[str]) -> HttpResponse:
    """The recovery codes, once; ends the log-in that waited for them."""
    wanted = "" if request.user.is_authenticated else finish_login(request=request, user=user)
    response = render(
        request, "identity/recovery_codes.html", {"codes": codes, "go_on": after_login(user, wanted)}
    )
    response["Cache-Control"] = "no-store"
    return response
