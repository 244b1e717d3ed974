"""What the provider's forms have in common."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from allmende.foundation.ui.forms import KernForm, dress

SEEN = "seen"
TEXTAREA = forms.Textarea(attrs={"rows": 4})


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class SeenForm(KernForm):
    """Remembers what was saved when the page was shown: who saves second is told, and saves again to overwrite."""

    overtaken = False

    def __init__(self, data: Mapping[str, Any] | None, initial: Mapping[str, Any], **more: Any) -> None:
        super().__init__(data, initial=dict(initial), **more)
        self.fields[SEEN] = forms.CharField(widget=forms.HiddenInput, required=False)
        text = json.dumps(dict(initial), sort_keys=True, default=str)
        self.initial[SEEN] = hashlib.sha256(text.encode()).hexdigest()[:16]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        seen = data.pop(SEEN, "")
        if seen and seen != self.initial[SEEN]:
            self.overtaken = True
            values = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            values[SEEN] = self.initial[SEEN]
            self.data = values
            self.add_error(None, _(
                "A colleague has saved this in the meantime. Nothing was overwritten: please look at the page in "
                "another window, and save again if yours shall count."
            ))  # fmt: skip
        return data

    def add(self, name: str, field: forms.Field) -> None:
        """A field that is made when the form is."""
        self.fields[name] = field
        dress(field.widget)

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [field for field in self if not field.is_hidden]
