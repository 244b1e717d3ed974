"""What the editors' pages have in common."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _


def saved(request: HttpRequest, form: forms.Form, save: Callable[[], object]) -> bool:
    """Whether ``save`` did it; what it refuses stands beside the field, and what was typed is kept."""
    if not form.is_valid():
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
    """422 where a form came back with errors."""
    return 422 if any(form.is_bound and form.errors for form in pages) else 200
