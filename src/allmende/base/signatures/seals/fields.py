"""Fields that key stores share."""

from __future__ import annotations

from typing import Any

from django import forms


def password(label: Any) -> forms.CharField:
    """A secret: typed anew each time, never shown."""
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, widget=widget, max_length=500, strip=False)


def certificates(label: Any) -> forms.CharField:
    """Certificates in PEM."""
    widget = forms.Textarea(attrs={"rows": 5, "spellcheck": "false"})
    return forms.CharField(label=label, required=False, widget=widget, max_length=200_000)
