"""What the pages have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation.api.keyset import keyset_page
from allmende.foundation.api.problems import Problem
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import EVENT_TYPES, Actor
from allmende.foundation.ui.forms import add_errors

PAGE = 50


def saved(
    request: HttpRequest, form: forms.Form, save: Callable[[], object], sentence: str | None = None
) -> bool:
    """Whether ``save`` did it; what it refuses stands beside the field, and what was typed is kept."""
    if not form.is_valid():
        return False
    try:
        save()
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, sentence or _("Saved."))
    return True


def status_of(form: forms.Form) -> int:
    """422 where a form came back with errors, 409 where a colleague was quicker."""
    if getattr(form, "overtaken", False):
        return 409
    return 422 if form.is_bound and form.errors else 200


def page_of(request: HttpRequest, rows: QuerySet[Any], order: tuple[str, ...]) -> dict[str, Any]:
    """One page of a long list: ``rows``, ``first`` and ``following`` (addresses of the pages, or empty)."""
    after = request.GET.get("ab", "")
    try:
        found, following = keyset_page(rows, order=order, after=after, limit=PAGE)
    except Problem:
        raise Http404 from None
    query = request.GET.copy()
    query.pop("ab", None)
    first = f"?{query.urlencode()}" if after else ""
    if following:
        query["ab"] = following
    return {"rows": found, "first": first, "following": f"?{query.urlencode()}" if following else ""}


@dataclass(frozen=True)
class Entry:
    """One line of a history."""

    at: dt.datetime
    what: str
    who: str


def history_of(stream: str, most: int = 20) -> list[Entry]:
    """What happened, newest first, without personal data; who of the staff did it."""
    rows = list(timeline(stream).order_by("-seq")[:most])
    actors = {row.actor: Actor.parse(row.actor) for row in rows}
    keys = [actor.id for actor in actors.values() if actor.kind == "staff"]
    names = {str(key): name for key, name in User.objects.filter(pk__in=keys).values_list("pk", "name")}
    return [
        Entry(row.at, str(EVENT_TYPES[row.type].label), names.get(str(actors[row.actor].id), ""))
        for row in rows
        if row.type in EVENT_TYPES
    ]
