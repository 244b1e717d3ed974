"""Django forms that look like KERN: inherit ``KernForm``, show a field by ``<c-field :field="form.name" />``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext

#: What Django shows where nothing is chosen: a screen reader spells it out.
_DASHES = "---------"


class KernForm(forms.Form):
    """A form whose widgets carry KERN's classes; what was typed comes back with the errors."""

    use_required_attribute = False  # the server's messages are clearer than the browser's
    error_css_class = "kern-form-input--error"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == _DASHES:
                field.empty_label = gettext("Please choose") if field.required else gettext("no choice")

    def full_clean(self) -> None:
        """Marks the fields that are wrong; not before it is asked, so that a form may still adjust its fields."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                mark_wrong(self.fields[name].widget)


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """What an action refuses stands beside its field, or above all where the form has no such field."""
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, sentences in found.items():
        for one in sentences:
            form.add_error(name if name in form.fields else None, one)


def dress(widget: forms.Widget) -> None:
    """Give ``widget`` the class that KERN draws it by."""
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {_base_class(widget)}".strip()
    if isinstance(widget, forms.DateInput):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"


def mark_wrong(widget: forms.Widget) -> None:
    """Draw ``widget`` as one whose value was refused."""
    widget.attrs["class"] += f" {_base_class(widget).split()[0]}--error"


def _base_class(widget: forms.Widget) -> str:
    match widget:
        case forms.CheckboxInput() | forms.CheckboxSelectMultiple():
            return "kern-form-check__checkbox"
        case forms.RadioSelect():
            return "kern-form-check__radio"
        case forms.Select():
            return "kern-form-input__select"
        case forms.Textarea():
            return "kern-form-input__input al-textarea"
        case _:
            return "kern-form-input__input"
