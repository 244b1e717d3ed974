"""What the coordinators' pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation.api.keyset import keyset_page
from allmende.foundation.api.problems import Problem
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import Actor
from allmende.foundation.ui.revised import RevisedForm

from ..errors import TransitionError
from ..models import Programme
from ..tabs import tabs_of

View = Callable[..., HttpResponse]
PAGE = 50


def saved(request: HttpRequest, form: forms.Form, save: Callable[[], object], stream: str = "") -> bool:
    """Whether ``save`` did it; what it refuses stands on the page, and what was typed is kept.

    With ``stream`` it does not save over what a colleague has saved since the page was shown.
    """
    if not form.is_valid():
        return False
    if stream and isinstance(form, RevisedForm) and (clash := form.overtaken()):
        form.clash, form.clash_by = clash, last_editor(stream)
        return False
    try:
        with transaction.atomic():
            save()
    except TransitionError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved."))
    return True


def done(request: HttpRequest, act: Callable[[], object], sentence: str | None = None) -> bool:
    """Whether a button's ``act`` worked; why not is said on the next page."""
    try:
        with transaction.atomic():
            act()
    except TransitionError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, sentence or _("Saved."))
    return True


def status_of(*found: forms.Form) -> int:
    """422 where a form came back with errors, 409 where a colleague was quicker."""
    if any(getattr(form, "clash", None) for form in found):
        return 409
    return 422 if any(form.is_bound and form.errors for form in found) else 200


def one_at_a_time(view: View) -> View:
    """What is compared with a form does not change until it is saved."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return inner


def shown(
    request: HttpRequest, programme: Programme, tab: str, context: dict[str, Any], status: int = 200,
    template: str = "",
) -> HttpResponse:  # fmt: skip
    """A page of one programme, with its tabs."""
    found = {"programme": programme, "tabs": tabs_of(programme, tab), **context}
    return render(request, f"transitions/{template or tab}.html", found, status=status)


def page_of(request: HttpRequest, rows: QuerySet[Any], order: tuple[str, ...]) -> dict[str, Any]:
    """One page of a long list: ``rows``, and the addresses ``first`` and ``following`` (empty where there is none)."""
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


def last_editor(stream: str) -> str:
    """Who of the staff changed it last, by name."""
    row = timeline(stream).order_by("-seq").first()
    parsed = Actor.parse(row.actor) if row else None
    user = User.objects.filter(pk=parsed.id).first() if parsed and parsed.kind == "staff" else None
    return user.name if user else _("A colleague")
