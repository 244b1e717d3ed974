"""The first page of an application: what it takes, and the way in."""

from __future__ import annotations

import math
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import current_version, manifest_of

from ..access import drafts_in_browser, remember_draft, user_of
from ..actions import start_draft
from ..forms import form_of
from ..queries import latest_draft


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponse:
    """What is needed, what it costs, how long it takes; the button begins a draft."""
    version = current_version(key)
    if version is None or version.form_version_id is None:
        raise Http404
    user = user_of(request)
    if request.method == "POST":
        return _begin(request, version, user)
    manifest = manifest_of(version)
    draft = latest_draft(version.procedure_id, user, drafts_in_browser(request))
    pages = form_of(version).form.pages
    context: dict[str, Any] = {
        "procedure": version.procedure,
        "service": version.procedure.service,
        "manifest": manifest,
        "documents": manifest.required_documents,
        "pages": pages,
        "minutes": _minutes(version),
        "days": version.draft_retention_days,
        "level": TrustLevel(version.level) if version.level != TrustLevel.NONE else None,
        "must_log_in": not _reaches(version, user),
        "draft": draft,
    }
    return render(request, "applications/start.html", context)


def _begin(request: HttpRequest, version: ProcedureVersion, user: User | None) -> HttpResponse:
    if not _reaches(version, user):
        return redirect_to_login(reverse("applications:start", args=[version.procedure.key]))
    draft = start_draft(version=version, user=user)
    first = form_of(version).form.pages[0].key
    response = redirect("applications:page", draft_id=draft.pk, page=first)
    if user is None:
        remember_draft(request, response, draft)
    return response


def _reaches(version: ProcedureVersion, user: User | None) -> bool:
    level = user.trust_level if user is not None else TrustLevel.NONE
    return level.reaches(version.level)


def _minutes(version: ProcedureVersion) -> int:
    """About how long it takes: a quarter of a minute for a question, rounded up to five minutes."""
    fields = sum(1 for item in form_of(version).items.values() if item.type not in ("group", "note"))
    return max(5, 5 * math.ceil(min(fields, 240) / 4 / 5))
