"""What all pages of the account share."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.foundation.limits.actions import TooOftenError

from ..actions import record_refusal
from ..models import User
from ..providers import RefusedError


def safe_next(request: HttpRequest, wanted: str) -> str:
    """``wanted`` where it is an address of this very site, else nothing."""
    allowed = {request.get_host()}
    is_here = url_has_allowed_host_and_scheme(wanted, allowed, require_https=request.is_secure())
    # A bare word would be taken for the name of a page.
    if is_here and wanted.startswith(("/", "http://", "https://")):
        return wanted
    return ""


def after_login(user: User, wanted: str) -> str:
    """Where a person goes after the log-in: where she wanted to, else staff to their work, others to the account."""
    if wanted:
        return wanted
    if user.is_staff:
        with suppress(NoReverseMatch):
            return reverse("workplace:start")
    return reverse("identity:account")


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    template: str = "identity/form.html",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page with one form; 422 where it came back with errors."""
    if form.is_bound and status == 200 and form.errors:
        status = 422
    response = render(request, template, {"form": form, **context}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def too_often(error: TooOftenError) -> str:
    """What somebody is told who tried too often."""
    wait = ngettext("in one minute", "in %(minutes)s minutes", error.minutes) % {"minutes": error.minutes}
    return _("Too many attempts. To protect the account, please wait and try again %(wait)s.") % {
        "wait": wait
    }


def account_user(request: HttpRequest) -> User:
    """The logged-in user; for views behind ``login_required``, raises ``PermissionDenied`` elsewhere."""
    if not isinstance(request.user, User):
        raise PermissionDenied("nobody is logged in")
    return request.user


def refused_page(
    request: HttpRequest, service: str, error: RefusedError, *, noted: bool = False
) -> HttpResponse:
    """The one page for an answer of a log-in service that is not believed; leaves one event without personal data.

    ``noted``: the event was recorded before, when the answer came on another way than this browser's.

    What the person was doing is untouched: ``next`` and whether she was logged in stay as they are.
    """
    if not noted:
        record_refusal(service=service, reason=error.reason)
    asked = request.session.get("identifying", {}).get(service, {})
    again = urlencode({"service": service, **asked})
    response = render(request, "identity/refused.html", {
        "text": _refusals().get(error.reason, ""), "again": f"{reverse('identity:identify')}?{again}",
        "back": safe_next(request, asked.get("next", "")), "may_retry": error.reason not in ("blocked", "no_account"),
    }, status=403)  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def _refusals() -> dict[str, str]:
    """What helps the person, where the reason is no attack; whoever attacks learns nothing."""
    return {
        "cancelled": _("You have ended the log-in at the service."),
        "level": _(
            "The service has confirmed less about you than is needed here. Please choose a stronger way."
        ),
        "other_account": _(
            "Another account on this site is connected with this identity. Log out and log in with it, "
            "or use the identity that belongs to this account."
        ),
        "other_person": _(
            "This account is connected with another identity of this service. Nobody else can be added to it."
        ),
        "blocked": _("This account is blocked. Please ask the administration."),
        "no_account": _("There is no staff account for you here yet. Please ask your administrator."),
        "audience": _(
            "This service is not meant for your kind of account. Please log in with your password."
        ),
        "session": _(
            "The answer came to another browser than the one in which you began. Please go on in that one."
        ),
        "no_person": _("The service has not said who you are. Please log in first, then try again."),
        "expired": _("The answer took too long. Please try again."),
        "unreachable": _("The service does not answer at the moment. Please try again later."),
    }
