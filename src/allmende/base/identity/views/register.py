"""A new account: ask for it, confirm the address, choose a password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from allmende.foundation.limits.actions import TooOftenError

from ..actions import ask_for_account, confirm_account, start_session
from ..forms import NewPasswordForm, RegisterForm
from ..limiting import spend_mail
from ..models import User
from ..tokens import registration_of
from .shared import after_login, form_page, safe_next, too_often


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether or not the address has an account; the e-mail tells its owner."""
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    form = RegisterForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            spend_mail(request, form.cleaned_data["email"])
        except TooOftenError as error:
            form.add_error(None, too_often(error))
            status = 429
        else:
            ask_for_account(
                **form.cleaned_data, language=get_language() or "de", next_url=wanted,
                base_url=request.build_absolute_uri("/"),
            )  # fmt: skip
            return render(request, "identity/sent.html", {
                "title": _("Look into your mailbox"), "email": form.cleaned_data["email"],
                "text": _(
                    "We have sent you an e-mail. Open the link in it to choose your password; "
                    "it works for three days."
                ),
            })  # fmt: skip
    return form_page(request, form, template="identity/register.html", status=status, next=wanted)


@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the e-mail: choose a password, and the account is open."""
    registration = registration_of(token)
    if registration is None:
        return render(request, "identity/link_ended.html", {"again": "identity:register"}, status=410)
    about = User(email=registration.email, name=registration.name)
    form = NewPasswordForm(about, request.POST or None)
    if form.is_valid():
        user = confirm_account(registration=registration, password=form.cleaned_data["password"])
        if user is None:
            messages.info(request, _("This address has an account already. Please log in."))
            return redirect("identity:login")
        start_session(request=request, user=user, second_factor=False)
        messages.success(request, _("Your account is ready."))
        return redirect(after_login(user, safe_next(request, registration.next)))
    return form_page(
        request, form, title=_("Choose your password"), button=_("Open my account"),
        intro=_("Your e-mail address is confirmed: %(email)s") % {"email": registration.email},
    )  # fmt: skip
