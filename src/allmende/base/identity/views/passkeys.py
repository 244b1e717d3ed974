"""Passkeys: add one, log in with one, remove one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from allmende.foundation.limits.actions import TooOftenError
from allmende.foundation.tenants.context import current_tenant

from ..actions import add_passkey, finish_login, first_recovery_codes, remove_passkey, use_passkey
from ..ceremonies import PasskeyError, Site, options_to_make, options_to_use
from ..challenges import give_challenge, take_challenge
from ..forms import OwnPasswordForm, PasskeyForm
from ..limiting import spend_passkey, spend_password
from ..models import Passkey, User
from ..pending import pending_user
from ..policy import has_second_factor, second_factor_required
from ..sessions import is_fresh
from .second_factor import show_codes
from .shared import account_user, after_login, form_page, safe_next, too_often

_MAKE, _USE = "make", "use"


@require_POST
def ask_to_make(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a key; also before the log-in ends, where staff set up their second step."""
    user = _owner(request)
    if user is None:
        return HttpResponse(status=403)
    known = Passkey.objects.filter(user=user, host=_site(request).host)
    return _json(
        options_to_make(user=user, site=_site(request), challenge=give_challenge(request, _MAKE), known=known)
    )


@sensitive_post_parameters("current", "credential")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A name, the own password, and the key that the browser has made."""
    user = _owner(request)
    if user is None:
        return redirect("identity:login")
    pending = not request.user.is_authenticated
    if pending and has_second_factor(user):
        return redirect("identity:code")
    form, status = PasskeyForm(user, request.POST or None, fresh=pending or is_fresh(request)), 200
    if pending:
        form.fields.pop("current", None)
    try:
        if request.method == "POST" and not pending:
            spend_password(user.pk.hex)
        if form.is_valid() and _made(request, user, form):
            return _after_adding(request, user)
    except TooOftenError as error:
        form, status = PasskeyForm(user), 429
        messages.error(request, too_often(error))
    return form_page(
        request, form, template="identity/passkey.html", status=status, pending=pending,
        back="" if pending else "identity:account",
    )  # fmt: skip


@require_POST
def ask_to_use(request: HttpRequest) -> HttpResponse:
    """What the browser needs to use a key: one of hers as second step, or any to log in."""
    try:
        spend_passkey(request)
    except TooOftenError:
        return HttpResponse(status=429)
    user, site = pending_user(request), _site(request)
    known = Passkey.objects.filter(user=user, host=site.host) if user else ()
    return _json(options_to_use(site=site, challenge=give_challenge(request, _USE), known=known))


@sensitive_post_parameters("credential")
@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in by a passkey alone, or as the second step after the password."""
    pending = pending_user(request)
    wanted = safe_next(request, request.POST.get("next", ""))
    challenge = take_challenge(request, _USE)
    try:
        spend_passkey(request)
        if challenge is None:
            raise PasskeyError("challenge")
        answer = request.POST.get("credential", "")
        used = use_passkey(site=_site(request), challenge=challenge, answer=answer, user=pending)
    except TooOftenError as error:
        messages.error(request, too_often(error))
    except PasskeyError:
        messages.error(
            request,
            _("That did not work with this passkey. Try again, or choose another way. Nothing is lost."),
        )
    else:
        wanted = finish_login(request=request, user=used.user) or wanted
        return redirect(after_login(used.user, wanted))
    return redirect("identity:code" if pending else "identity:login")


@sensitive_post_parameters("current")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove one of the own passkeys, after the password."""
    user = account_user(request)
    passkey = Passkey.objects.select_related("user").filter(pk=key, user=user).first()
    if passkey is None:
        raise Http404
    # An empty form counts as sent too: who has no password sends nothing.
    given = request.POST if request.method == "POST" else None
    form, status = OwnPasswordForm(user, given, fresh=is_fresh(request)), 200
    try:
        if form.is_bound:
            spend_password(user.pk.hex)
        if form.is_valid():
            remove_passkey(passkey=passkey, by=user)
            if second_factor_required(user) and not has_second_factor(user):
                return redirect("identity:second_factor")
            messages.success(request, _("The passkey is removed."))
            return redirect("identity:account")
    except TooOftenError as error:
        form, status = OwnPasswordForm(user), 429
        messages.error(request, too_often(error))
    return form_page(
        request, form, status=status, title=_("Remove the passkey “%(name)s”") % {"name": passkey.name},
        button=_("Remove"), back="identity:account",
        intro=_("You can no longer log in with it here. On your device it may still be shown; delete it there too."),
    )  # fmt: skip


def _made(request: HttpRequest, user: User, form: PasskeyForm) -> bool:
    challenge = take_challenge(request, _MAKE)
    try:
        if challenge is None:
            raise PasskeyError("challenge")
        add_passkey(
            user=user, name=form.cleaned_data["name"], site=_site(request), challenge=challenge,
            answer=form.cleaned_data["credential"],
        )  # fmt: skip
    except PasskeyError:
        form.add_error(None, _("Your device has not made a passkey. Please try again."))
        return False
    return True


def _after_adding(request: HttpRequest, user: User) -> HttpResponse:
    codes = first_recovery_codes(user=user)
    if codes:
        return show_codes(request, user, codes)
    if not request.user.is_authenticated:
        return redirect(after_login(user, finish_login(request=request, user=user)))
    messages.success(request, _("The passkey is set up. You can log in with it from now on."))
    return redirect("identity:account")


def _owner(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else pending_user(request)


def _site(request: HttpRequest) -> Site:
    origin = f"{'https' if request.is_secure() else 'http'}://{request.get_host()}"
    return Site(request.get_host().partition(":")[0], origin, current_tenant().name)


def _json(options: str) -> HttpResponse:
    return HttpResponse(options, content_type="application/json", headers={"Cache-Control": "no-store"})
