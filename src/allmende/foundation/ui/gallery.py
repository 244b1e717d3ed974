"""What the gallery shows: the data of components that take lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms

from .forms import KernForm


class Sample(KernForm):
    name = forms.CharField(label="Name", help_text="As on your identity card")
    born = forms.DateField(label="Date of birth", required=False)
    colour = forms.ChoiceField(
        label="Colour", choices=[("r", "Red"), ("g", "Green")], widget=forms.RadioSelect
    )
    size = forms.ChoiceField(label="Size", choices=[("", "Please choose"), ("s", "Small"), ("l", "Large")])
    text = forms.CharField(label="Reasons", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="I agree", required=False)


def sample_context() -> dict[str, Any]:
    """Lists, a bound form with errors and a moment in time."""
    return {
        "options": [("a", "First"), ("b", "Second"), ("c", "Third")],
        "steps": [("Owner", "done", "#"), ("Dog", "current", "#"), ("Check", "open", "")],
        "crumbs": [("Start", "#"), ("Services", "#"), ("Dog tax", "")],
        "tabs": [("Answers", "#", True, ""), ("Messages", "#", False, 3)],
        "errors": [("gallery-input-wrong", "E-mail: this is no address"), ("", "The form is too old")],
        "form": Sample({"name": ""}, auto_id="sample_%s"),
        "moment": datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        "day": date(2026, 3, 2),
    }
