"""The forms of life situations and subjects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from allmende.base.directory.models import Audience, Topic

from .forms import RowForm


class TopicForm(RowForm):
    """A life situation or a subject: how visitors browse. Only life situations stand on the start page."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    summary = forms.CharField(
        label=gettext_lazy("In one or two sentences"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=Audience.choices)
    position = forms.IntegerField(
        label=gettext_lazy("Place on the start page"), min_value=0, max_value=999, required=False,
        help_text=gettext_lazy("1 stands first; 0: not on the start page"),
    )  # fmt: skip
    en_name = forms.CharField(label=gettext_lazy("Name (English)"), max_length=120, required=False)
    en_summary = forms.CharField(
        label=gettext_lazy("In one or two sentences (English)"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    columns: tuple[str, ...] = ("name", "summary", "audience", "position")

    def __init__(self, row: Topic, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row, data)
        if row.kind == Topic.Kind.SUBJECT:
            self.columns = ("name", "summary")
            del self.fields["audience"], self.fields["position"]
            self.remember()

    def clean_position(self) -> int:
        """Nothing typed is no place."""
        return self.cleaned_data["position"] or 0
