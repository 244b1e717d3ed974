"""The first page of an application: what it takes, and the way in."""

from __future__ import annotations

import math
import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.cases.fees import usual_cost
from allmende.base.customers.mandates.queries import mandate_of, mandates_of
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User
from allmende.base.identity.queries import service_label
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import current_version, manifest_of
from allmende.foundation.limits.actions import TooOftenError, client_of, spend
from allmende.foundation.ui.views import problem

from ..access import drafts_in_browser, get_draft_for, remember_draft, user_of
from ..actions import start_draft
from ..forms import form_of
from ..levels import ACCOUNT, PERSON, Way, audiences_of, level_of, level_of_procedure, ways_to
from ..origins import SURE, fillings_of, reasons_missing
from ..queries import latest_draft
from ..shell import render_framed
from .desk import read_content
from .trust import bring_along

#: Of one client: a household or a hall with one address stays far below; a script does not fill the disk.
DRAFTS_AN_HOUR = 120


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponse:
    """What is needed, what it costs, how long it takes; the button begins a draft."""
    version = current_version(key)
    if version is None or version.form_version_id is None:
        raise Http404
    user = user_of(request)
    if request.method == "POST":
        return _begin(request, version, user)
    manifest, needed = manifest_of(version), level_of_procedure(version)
    mandates = [one for one in mandates_of(request.user) if one.covers(procedure=key)]
    draft = latest_draft(version.procedure_id, user, drafts_in_browser(request))
    context: dict[str, Any] = {
        "procedure": version.procedure,
        "service": version.procedure.service,
        "manifest": manifest,
        "documents": manifest.required_documents,
        "minutes": _minutes(version),
        "days": version.draft_retention_days,
        "needed": needed,
        "reached": level_of(user).reaches(needed),
        "identified": service_label(user.identified.service) if user is not None and user.identified else "",
        # Worked out only where the page is drawn: for strangers it is drawn seldom.
        "ways": partial(_ways, version, needed),
        "offers": partial(_offers, version, user),
        "logged_in": user is not None,
        "draft": draft,
        "mandates": mandates,
        "cost": usual_cost(version),
    }
    if draft is not None:
        return render(request, "applications/start.html", context)
    who = (user is not None, user is not None and user.is_staff, context["reached"], context["identified"])
    return render_framed(request, "applications/start.html", key=(version.pk, who), frame=context, holes={})


@require_GET
def go_on(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Open a draft where it was left: at the first page with something missing or wrong, else at the overview."""
    draft = get_draft_for(request, draft_id)
    if draft.sent_at is not None:
        return redirect("applications:thanks", draft_id=draft_id)
    content = bring_along(request, draft, read_content(draft))
    form = form_of(draft.version)
    evaluation = form.evaluate(content.answers)
    wrong = {**evaluation.errors, **reasons_missing(content, evaluation.visible)}
    # Who stops in the middle of a page has kept it, but is not through with it.
    unfinished = {form.page_of(path) for path in wrong}
    left = next((page for page in evaluation.pages if page not in content.pages or page in unfinished), None)
    if content.pages:
        day = date_format(timezone.localtime(draft.last_activity), "DATETIME_FORMAT")
        messages.info(request, _("You are going on with your draft of %(day)s.") % {"day": day})
    if left is None:
        return redirect("applications:check", draft_id=draft_id)
    return redirect("applications:page", draft_id=draft_id, page=left)


def _begin(request: HttpRequest, version: ProcedureVersion, user: User | None) -> HttpResponse:
    needed = level_of_procedure(version)
    if not level_of(user).reaches(needed):
        page = reverse("applications:start", args=[version.procedure.key])
        return redirect_to_login(page) if TrustLevel.LOW.reaches(needed) else redirect(page)
    mandate, asked = None, request.POST.get("mandate", "")
    if user is not None and asked:
        mandate = mandate_of(user, asked[:40], procedure=version.procedure.key)
        if mandate is None:
            messages.error(
                request, _("You may no longer act for this person or organisation. Nothing was begun.")
            )
            return redirect("applications:start", key=version.procedure.key)
    try:
        with transaction.atomic():
            spend("applications.begin", client_of(request), limit=DRAFTS_AN_HOUR, seconds=3600)
            draft = start_draft(version=version, user=user, mandate=mandate)
    except TooOftenError as error:
        text = _(
            "You have begun very many applications. Nothing is lost. Please try again in %(minutes)s minutes."
        )
        return problem(429, _("Please wait a moment"), text % {"minutes": error.minutes})
    first = form_of(version).form.pages[0].key
    response = redirect("applications:page", draft_id=draft.pk, page=first)
    if user is None:
        remember_draft(request, response, draft)
    return response


def _ways(version: ProcedureVersion, needed: TrustLevel) -> list[Way]:
    """How to become sure enough for the procedure."""
    page = reverse("applications:start", args=[version.procedure.key])
    return ways_to(needed, page, [*PERSON, *_wanted(version)], audiences=audiences_of(version))


def _offers(version: ProcedureVersion, user: User | None) -> list[Way]:
    """Where nobody must identify: the services that fill in something of the form."""
    wanted = _wanted(version)
    if not wanted or (user is not None and (user.identified or user.is_staff)):
        return []
    page = reverse("applications:start", args=[version.procedure.key])
    ways = ways_to(SURE, page, wanted, audiences=audiences_of(version))
    return [way for way in ways if way.key != ACCOUNT]


def _wanted(version: ProcedureVersion) -> list[str]:
    found = [one for one in fillings_of(version) if one.origin != "account"]
    return [attribute for one in found for attribute in one.parts.values()]


def _minutes(version: ProcedureVersion) -> int:
    """About how long it takes: a quarter of a minute for a question, rounded up to five minutes."""
    fields = sum(1 for item in form_of(version).items.values() if item.type not in ("group", "note"))
    return max(5, 5 * math.ceil(min(fields, 240) / 4 / 5))
