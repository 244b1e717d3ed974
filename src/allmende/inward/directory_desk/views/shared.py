"""What the editors' pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from allmende.base.directory.models import Building, Service, Topic, Unit
from allmende.base.directory.queries import last_actor
from allmende.base.identity.queries import colleague
from allmende.foundation.ui.forms import add_errors
from allmende.foundation.ui.revised import RevisedForm

R = TypeVar("R", Unit, Building, Service, Topic)


def saved(request: HttpRequest, form: forms.Form, save: Callable[[], object], key: str = "") -> bool:
    """Whether ``save`` did it; what it refuses stands beside the field, and what was typed is kept.

    Nor does it save over what a colleague has saved since the page of the entry ``key`` was shown.
    """
    if not form.is_valid():
        return False
    if isinstance(form, RevisedForm) and key and (clash := form.overtaken()):
        form.clash, form.clash_by = clash, colleague(last_actor(key))
        return False
    try:
        save()
    except PermissionDenied:
        form.add_error(None, _("You may not do this. Nothing was changed."))
    except ValidationError as error:
        add_errors(form, error)
    else:
        messages.success(request, _("Saved."))
        return True
    return False


def locked(request: HttpRequest, row: R) -> R:
    """The row as it is now, locked while something is saved."""
    if request.method != "POST":
        return row
    found: R = type(row).objects.select_for_update().get(pk=row.pk)
    return found
