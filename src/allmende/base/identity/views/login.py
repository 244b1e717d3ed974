"""Log in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from allmende.foundation.limits.actions import TooOftenError
from allmende.foundation.tenants.context import current_tenant

from ..actions import finish_login, record_failed_login, start_session, use_code
from ..forms import CodeForm, LoginForm
from ..levels import TrustLevel
from ..limiting import forgive_login, spend_code, spend_login
from ..models import AccountSession, LoginService, User
from ..pending import pending_user, remember
from ..policy import has_app, has_passkey, has_second_factor, second_factor_required
from ..providers import providers
from ..queries import service_by_key, services_for
from .identify import read_level
from .shared import after_login, form_page, safe_next, too_often


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """First step: e-mail and password."""
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    level = read_level(request)
    # A password reaches the lowest level alone: whoever must be identified gets only what reaches it.
    by_password = not level > TrustLevel.LOW
    if isinstance(request.user, User) and (by_password or request.user.trust_level.reaches(level)):
        return redirect(after_login(request.user, wanted))
    form = LoginForm(request.POST or None)
    status = 200
    if form.is_valid():
        email, password = form.cleaned_data["email"], form.cleaned_data["password"]
        try:
            spend_login(request, email)
        except TooOftenError as error:
            form.add_error(None, too_often(error))
            status = 429
        else:
            user = authenticate(request, username=email, password=password)
            if isinstance(user, User):
                forgive_login(request, email)
                return _second_step(request, user, wanted)
            record_failed_login(email=email, step="password")
            form.add_error(None, _("E-mail address or password is wrong. Check both, or set a new password."))
    demo = current_tenant().settings.get("demo_logins", []) if settings.DEMO else []
    return form_page(
        request, form, template="identity/login.html", status=status, next=wanted, demo_logins=demo,
        level=level.value, by_password=by_password, choices=_choices(level),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Second step: the code from the app, or a recovery code."""
    user = pending_user(request)
    if user is None:
        messages.info(request, _("The log-in took too long. Please begin again; nothing is lost."))
        return redirect("identity:login")
    form = CodeForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            spend_code(user.pk.hex)
        except TooOftenError as error:
            form.add_error("code", too_often(error))
            status = 429
        else:
            if use_code(user=user, code=form.cleaned_data["code"]):
                return redirect(after_login(user, finish_login(request=request, user=user)))
            record_failed_login(email=user.email, step="code")
            form.add_error(
                "code", _("This code is wrong or was used already. Wait for the next one and try again.")
            )
    return form_page(
        request,
        form,
        template="identity/code.html",
        status=status,
        app=has_app(user),
        passkey=has_passkey(user),
    )


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End this log-in."""
    AccountSession.objects.filter(session_key=request.session.session_key or "").delete()
    goodbye = _goodbye(request)
    logout(request)
    if goodbye:
        # A page and not a redirect: browsers do not let a form lead to another site, and the person may not want it.
        return render(request, "identity/logged_out.html", {"goodbye": goodbye})
    messages.success(request, _("You are logged out."))
    response = redirect("/")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _goodbye(request: HttpRequest) -> str:
    """Where she can also log out at the service by which she logged in."""
    said = request.user.identified if isinstance(request.user, User) else None
    service = service_by_key(said.service) if said else None
    if service is None or service.provider not in providers:
        return ""
    return providers[service.provider].goodbye(request, service)


def _choices(level: TrustLevel) -> list[tuple[str, str, list[LoginService]]]:
    """The services that reach ``level``: for whom, what stands above them, themselves."""
    audience = LoginService.Audience
    headings = {
        audience.CITIZEN: _("Log in with an identity"),
        audience.BUSINESS: _("For businesses and organisations"),
        audience.STAFF: _("For staff"),
    }
    rows = [(str(key), heading, services_for(key, level)) for key, heading in headings.items()]
    return [row for row in rows if row[2]]


def _second_step(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    if has_second_factor(user):
        remember(request, user, wanted)
        return redirect("identity:code")
    if second_factor_required(user):
        remember(request, user, wanted)
        return redirect("identity:second_factor")
    start_session(request=request, user=user, second_factor=False)
    return redirect(after_login(user, wanted))
