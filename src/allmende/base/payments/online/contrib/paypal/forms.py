from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, SecretStr

from allmende.foundation.ui.forms import KernForm

LIVE = "https://api-m.paypal.com"


class Settings(BaseModel):
    """An application in PayPal's developer pages."""

    address: str = Field(LIVE, max_length=300)
    client_id: str = Field(max_length=200)
    client_secret: SecretStr


class SettingsForm(KernForm):
    """The same for people."""

    address = forms.URLField(
        label=_("Address of the interface"), max_length=300, initial=LIVE, assume_scheme="https",
        help_text=_("PayPal's own, or its sandbox to try things out."),
    )  # fmt: skip
    client_id = forms.CharField(label=_("Client ID"), max_length=200)
    client_secret = forms.CharField(
        label=_("Client secret"), max_length=400, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Is kept encrypted and never shown. Leave it empty to keep the present one."),
    )  # fmt: skip
