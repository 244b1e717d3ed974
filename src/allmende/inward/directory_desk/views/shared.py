"""What the editors' pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from allmende.base.directory.models import Building, Service, Topic, Unit
from allmende.base.directory.queries import last_actor
from allmende.base.identity.models import User
from allmende.foundation.events.types import Actor
from allmende.foundation.ui.revised import RevisedForm

View = Callable[..., HttpResponse]
R = TypeVar("R", Unit, Building, Service, Topic)


def saved(request: HttpRequest, form: forms.Form, save: Callable[[], object], key: str = "") -> bool:
    """Whether ``save`` did it; what it refuses stands beside the field, and what was typed is kept.

    Nor does it save over what a colleague has saved since the page of the entry ``key`` was shown.
    """
    if not form.is_valid():
        return False
    if isinstance(form, RevisedForm) and key and (clash := form.overtaken()):
        form.clash, form.clash_by = clash, _name_of(last_actor(key))
        return False
    try:
        save()
    except PermissionDenied:
        form.add_error(None, _("You may not do this. Nothing was changed."))
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, sentences in found.items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
    else:
        messages.success(request, _("Saved."))
        return True
    return False


def status_of(*pages: forms.Form) -> int:
    """422 where a form came back with errors, 409 where a colleague was quicker."""
    if any(getattr(form, "clash", None) for form in pages):
        return 409
    return 422 if any(form.is_bound and form.errors for form in pages) else 200


def one_at_a_time(view: View) -> View:
    """What is compared with the form is not changed until it is saved."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return inner


def locked(request: HttpRequest, row: R) -> R:
    """The row as it is now, locked while something is saved."""
    if request.method != "POST":
        return row
    found: R = type(row).objects.select_for_update().get(pk=row.pk)
    return found


def _name_of(actor: str) -> str:
    parsed = Actor.parse(actor) if actor else None
    user = User.objects.filter(pk=parsed.id).first() if parsed and parsed.kind == "staff" else None
    return user.name if user else _("A colleague")
