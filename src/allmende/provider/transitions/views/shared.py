"""What the coordinators' pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from allmende.base.identity.queries import last_editor
from allmende.foundation.ui.revised import RevisedForm

from ..errors import TransitionError
from ..models import Programme
from ..tabs import tabs_of


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


def shown(
    request: HttpRequest, programme: Programme, tab: str, context: dict[str, Any], status: int = 200,
    template: str = "",
) -> HttpResponse:  # fmt: skip
    """A page of one programme, with its tabs."""
    found = {"programme": programme, "tabs": tabs_of(programme, tab), **context}
    return render(request, f"transitions/{template or tab}.html", found, status=status)
