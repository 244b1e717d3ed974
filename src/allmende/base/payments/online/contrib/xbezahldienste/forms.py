from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, SecretStr

from allmende.foundation.ui.forms import KernForm


class Settings(BaseModel):
    """What the contract with a service says."""

    address: str = Field(max_length=300)
    token_address: str = Field(max_length=300)
    originator: str = Field(pattern=r"^[A-Za-z0-9._\-]{1,100}$")
    endpoint: str = Field(pattern=r"^[A-Za-z0-9._\-]{1,100}$")
    client_id: str = Field(max_length=200)
    client_secret: SecretStr


_WORD = r"^[A-Za-z0-9._\-]{1,100}$"


class SettingsForm(KernForm):
    """The same for people."""

    address = forms.URLField(
        label=_("Address of the interface"), max_length=300, assume_scheme="https",
        help_text=_("The part before /paymenttransaction, as the payment service names it."),
    )  # fmt: skip
    token_address = forms.URLField(
        label=_("Address of the log-in (OAuth 2.0)"), max_length=300, assume_scheme="https"
    )
    originator = forms.RegexField(
        _WORD, label=_("Originator ID"), help_text=_("Which application asks, as agreed with the service.")
    )
    endpoint = forms.RegexField(_WORD, label=_("Endpoint ID"), help_text=_("Which office gets the money."))
    client_id = forms.CharField(label=_("Client ID"), max_length=200)
    client_secret = forms.CharField(
        label=_("Client secret"), max_length=400, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Is kept encrypted and never shown. Leave it empty to keep the present one."),
    )  # fmt: skip
