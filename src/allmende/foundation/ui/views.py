from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from allmende.foundation.tenants.context import tenant_or_none

from .gallery import sample_context


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; for developers, in debug only."""
    return render(request, "ui/gallery.html", sample_context())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    return problem(
        400,
        _("We could not read this request"),
        _("Something was missing or damaged on the way. Please go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, but not for this person."""
    return problem(
        403,
        _("You may not open this page"),
        _("Your account has no right to this page. If you need it, ask your administrator."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the form token: mostly a form that stood open for long or a browser without cookies."""
    return problem(
        403,
        _("Please send the form again"),
        _(
            "For your safety we check that a form comes from this site. That failed here. "
            "Go back, reload the page and send the form again. Your browser must accept cookies for this."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: does not exist, or does not exist for this person."""
    return problem(
        404,
        _("We cannot find this page"),
        _("The address may be mistyped, or the page no longer exists. The search on the start page helps."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; must work without database and tenant."""
    return problem(
        500,
        _("Something went wrong on our side"),
        _("The error has been noted. What you had sent before is kept. Please try again in a few minutes."),
    )


def problem(status: int, title: str, text: str) -> HttpResponse:
    """A plain page that says what happened and what to do; works without tenant, database and session."""
    context = {"status": status, "title": title, "text": text, "tenant": tenant_or_none()}
    return HttpResponse(render_to_string("ui/plain.html", context), status=status)
