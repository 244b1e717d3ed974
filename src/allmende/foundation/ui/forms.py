"""Django forms that look like KERN: inherit ``KernForm``, show a field by ``<c-field :field="form.name" />``."""

from __future__ import annotations

from typing import Any

from django import forms


class KernForm(forms.Form):
    """A form whose widgets carry KERN's classes; what was typed comes back with the errors."""

    use_required_attribute = False  # the server's messages are clearer than the browser's
    error_css_class = "kern-form-input--error"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            dress(field.widget, wrong=self.is_bound and name in self.errors)


def dress(widget: forms.Widget, *, wrong: bool = False) -> None:
    """Give ``widget`` the class that KERN draws it by."""
    base = _base_class(widget)
    classes = [widget.attrs.get("class", ""), base, f"{base.split()[0]}--error" if wrong else ""]
    widget.attrs["class"] = " ".join(name for name in classes if name)
    if isinstance(widget, forms.DateInput):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"


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
