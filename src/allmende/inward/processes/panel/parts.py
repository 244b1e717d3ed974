"""The pieces that all properties are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Fields = Iterator[tuple[str, forms.Field]]


class Suggested(forms.TextInput):
    """A line of text with known values to choose from, as (value, words)."""

    def __init__(self, known: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.known = known

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        listed = f"known-{name}"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.known)
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


def text(label: str, **kwargs: Any) -> forms.CharField:
    """A line that may stay empty."""
    return forms.CharField(label=label, required=False, **kwargs)


def lines(label: str, hint: str, rows: int = 3) -> forms.CharField:
    """Several lines that may stay empty."""
    return forms.CharField(
        label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def rule(label: str, hint: str) -> forms.CharField:
    """A rule, written as it is."""
    attributes = {"rows": 2, "spellcheck": "false", "autocapitalize": "off"}
    return forms.CharField(
        label=label, help_text=hint, required=False, widget=forms.Textarea(attrs=attributes)
    )


def choice(label: str, choices: Sequence[tuple[str, str]], now: str, **kwargs: Any) -> forms.ChoiceField:
    """One of ``choices``; what is set now and not among them stays as it is."""
    found = [(key, str(words)) for key, words in choices]
    if now and now not in dict(found):
        found.append((now, now))
    return forms.ChoiceField(label=label, choices=found, required=False, **kwargs)


def yes_no(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)
