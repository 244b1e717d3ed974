"""A seal's key in a PKCS#12 file (.p12, .pfx), kept encrypted in the database."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, SecretStr

from allmende.base.signatures.seals.fields import password
from allmende.base.signatures.seals.stores import KeyStore, KeyStoreError

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer


class Settings(BaseModel):
    """``file`` is base64."""

    file: SecretStr
    password: SecretStr = SecretStr("")


class Pkcs12(KeyStore):
    key = "pkcs12"
    label = gettext_lazy("Key file (PKCS#12)")
    settings = Settings

    def fields(self) -> dict[str, forms.Field]:
        return {
            "file": forms.FileField(
                label=gettext_lazy("Key file"),
                help_text=gettext_lazy("A file .p12 or .pfx from your trust service."),
            ),
            "password": password(gettext_lazy("Password of the key file")),
        }

    def signer(self, settings: BaseModel) -> Signer:
        from pyhanko.sign.signers import SimpleSigner

        given = Settings.model_validate(settings)
        try:
            content = base64.b64decode(given.file.get_secret_value(), validate=True)
            made: SimpleSigner | None = SimpleSigner.load_pkcs12_data(
                content, [], given.password.get_secret_value().encode() or None
            )
        except Exception as error:  # what a broken file makes a library raise is of many kinds
            raise KeyStoreError(_("The key file cannot be opened: is the password right?")) from error
        if made is None:
            raise KeyStoreError(_("The key file cannot be opened: is the password right?"))
        return made


STORE = Pkcs12()
