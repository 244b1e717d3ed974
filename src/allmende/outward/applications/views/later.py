"""Stopping in the middle and going on: by account, or by e-mail link and code."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.identity.access import actor_of
from allmende.foundation.limits.actions import TooOftenError, client_of, spend

from ..access import forget_draft, get_draft_for, remember_draft, user_of
from ..actions import (
    CodeVoidError,
    DraftGoneError,
    WrongCodeError,
    adopt_draft,
    delete_draft,
    issue_code,
    resume_draft,
    send_link,
)
from ..actions.resuming import draft_of_token
from ..models import Draft


@never_cache
@require_http_methods(["GET", "POST"])
def later(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Save and resume: says until when the draft is kept, and offers account or e-mail."""
    draft = get_draft_for(request, draft_id)
    if draft.sent_at is not None:
        return redirect("applications:thanks", draft_id=draft_id)
    user = user_of(request)
    context = {
        "draft": draft,
        "procedure": draft.version.procedure,
        "login_url": resolve_url(settings.LOGIN_URL),
    }
    if request.method == "POST" and request.POST.get("_do") == "account" and user is not None:
        adopt_draft(draft=draft, user=user)
    elif request.method == "POST":
        return _by_email(request, draft, context)
    context["in_account"] = draft.user_id is not None
    return render(request, "applications/later.html", context)


def _by_email(request: HttpRequest, draft: Draft, context: dict[str, object]) -> HttpResponse:
    email = request.POST.get("email", "").strip()
    context["email"] = email
    try:
        validate_email(email)
        spend("draft link", client_of(request), limit=10, seconds=3600)
        spend("draft link to", email.lower(), limit=3, seconds=3600)
    except ValidationError:
        context["error"] = _("Please enter an e-mail address such as name@example.org.")
        return render(request, "applications/later.html", context, status=422)
    except TooOftenError as error:
        context["error"] = _(
            "Too many e-mails were requested. Your draft is kept. Please try again in %(minutes)s minutes."
        ) % {"minutes": error.minutes}
        return render(request, "applications/later.html", context, status=429)
    try:
        context["code"] = issue_code(draft=draft)
    except DraftGoneError:
        return redirect("applications:thanks", draft_id=draft.pk)
    send_link(draft=draft, email=email, root=request.build_absolute_uri("/").rstrip("/"))
    return render(request, "applications/later.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the e-mail: asks for the code and opens the draft."""
    if request.method == "GET":
        draft = draft_of_token(token)
        gone = draft is None or not draft.code_hash
        return render(request, "applications/resume.html", {"gone": gone}, status=404 if gone else 200)
    context: dict[str, object] = {}
    try:
        spend("draft code", client_of(request), limit=20, seconds=900)
        spend("draft code of", token, limit=5, seconds=900)
        draft = resume_draft(token=token, code=request.POST.get("code", "")[:40])
    except TooOftenError as error:
        context["error"] = _(
            "Too many attempts. Your draft is kept. Please try again in %(minutes)s minutes."
        ) % {"minutes": error.minutes}
        return render(request, "applications/resume.html", context, status=429)
    except WrongCodeError:
        context["error"] = _("This code does not fit. Please compare it with what you wrote down.")
        return render(request, "applications/resume.html", context, status=422)
    except CodeVoidError:
        return render(request, "applications/resume.html", {"gone": True}, status=404)
    response = redirect("applications:draft", draft_id=draft.pk)
    remember_draft(request, response, draft)
    return response


@require_POST
def discard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Delete the draft with its files, at once."""
    draft = get_draft_for(request, draft_id)
    key = draft.version.procedure.key
    delete_draft(draft=draft, why="discarded", actor=actor_of(user_of(request)))
    response = redirect("applications:start", key=key)
    forget_draft(request, response, draft)
    return response
