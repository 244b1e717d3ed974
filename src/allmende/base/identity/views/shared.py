"""What all pages of the account share."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.foundation.limits.actions import TooOftenError

from ..models import User


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
