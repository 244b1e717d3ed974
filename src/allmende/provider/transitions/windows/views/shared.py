"""What the pages have in common."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.provider.transitions.access import get_programme_for
from allmende.provider.transitions.models import Effect, Programme
from allmende.provider.transitions.tabs import tabs_of


def staff_programme(request: HttpRequest, programme_id: uuid.UUID) -> tuple[User, Programme]:
    """Who acts and on what; 404 where it is not theirs."""
    by = account_user(request)
    return by, get_programme_for(by, programme_id)


def shown(
    request: HttpRequest, programme: Programme, template: str, context: dict[str, Any], *, tab: str = "windows",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """A staff page of one programme with its tabs."""
    found = {"programme": programme, "tabs": tabs_of(programme, tab), **context}
    return render(request, f"windows/{template}.html", found, status=status)


def get_effect(programme: Programme, effect_id: uuid.UUID) -> Effect:
    """An effect of the programme that still applies; 404 else."""
    rows = Effect.objects.filter(pk=effect_id, measure__programme=programme, is_void=False)
    found: Effect | None = rows.select_related("measure__programme", "institution__body", "window").first()
    if found is None:
        raise Http404
    return found
