"""A seal's key on a token or a hardware security module, reached by PKCS#11; it never leaves the token."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, SecretStr

from allmende.base.signatures.seals.fields import certificates, password
from allmende.base.signatures.seals.stores import KeyStore, KeyStoreError

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

#: One after the other: a session of a token is no place for two threads.
_busy = threading.Lock()
_sessions: dict[tuple[str, str, str], Any] = {}


class Settings(BaseModel):
    """``module`` must be one that the operator allows: it is code that runs in this process."""

    module: str
    token: str
    pin: SecretStr = SecretStr("")
    label: str
    #: PEM: the certificate and its issuers, where they are not on the token
    certificates: str = ""


def allowed_modules() -> list[str]:
    """The libraries that the operator allows."""
    return [name.strip() for name in django_settings.ENVIRONMENT.seal_modules.split(",") if name.strip()]


class Pkcs11(KeyStore):
    key = "pkcs11"
    label = gettext_lazy("Token or security module (PKCS#11)")
    settings = Settings

    def fields(self) -> dict[str, forms.Field]:
        return {
            "module": forms.ChoiceField(
                label=gettext_lazy("Library"), choices=[(name, name) for name in allowed_modules()],
                help_text=gettext_lazy("Those that the operator allows (ALLMENDE_SEAL_MODULES)."),
            ),
            "token": forms.CharField(label=gettext_lazy("Name of the token"), max_length=100),
            "pin": password(gettext_lazy("PIN")),
            "label": forms.CharField(label=gettext_lazy("Name of the key on the token"), max_length=100),
            "certificates": certificates(gettext_lazy("Certificates, where they are not on the token (PEM)")),
        }  # fmt: skip

    def signer(self, settings: BaseModel) -> Signer:
        given = Settings.model_validate(settings)
        if given.module not in allowed_modules():
            raise KeyStoreError(
                _("The operator has not allowed this library (ALLMENDE_SEAL_MODULES): %(name)s")
                % {"name": given.module or "–"}
            )
        try:
            return _open(given)
        except ImportError as error:
            raise KeyStoreError(_("The Python package python-pkcs11 is not installed.")) from error
        except Exception as error:  # each token has errors of its own
            raise KeyStoreError(
                _("The token cannot be used: %(error)s") % {"error": type(error).__name__}
            ) from error


def _open(given: Settings) -> Signer:
    from pyhanko.sign.pkcs11 import PKCS11Signer

    from allmende.base.signatures.seals.certificates import read_certificates

    class OneAtATime(PKCS11Signer):
        async def async_sign_raw(self, *arguments: Any, **named: Any) -> bytes:
            with _busy:
                return await super().async_sign_raw(*arguments, **named)

    session = _session(given)
    chain = read_certificates(given.certificates)
    made = OneAtATime(
        session, cert_label=None if chain else given.label, key_label=given.label,
        signing_cert=chain[0] if chain else None, ca_chain=chain[1:], other_certs_to_pull=() if chain else None,
        use_raw_mechanism=True,
    )  # fmt: skip
    if made.signing_cert is None:
        raise LookupError("no certificate")
    return made


def _session(given: Settings) -> Any:
    """One session for each token: it logs in once for the process. Whoever gives another PIN is refused."""
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    pin = given.pin.get_secret_value()
    place = (given.module, given.token, hashlib.sha256(pin.encode()).hexdigest())
    with _busy:
        if place not in _sessions:
            criteria = TokenCriteria(label=given.token)
            _sessions[place] = open_pkcs11_session(given.module, token_criteria=criteria, user_pin=pin)
        return _sessions[place]


STORE = Pkcs11()
