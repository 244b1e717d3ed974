"""Remote sealing by the Cloud Signature Consortium's API, version 2: a trust service keeps the key, signs hashes.

The service logs us in by OAuth 2 (client credentials) and wants, for each hash, an authorization bound to it (SCAL 2).
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, SecretStr

from allmende.base.signatures.seals.fields import password
from allmende.base.signatures.seals.stores import KeyStore, KeyStoreError
from allmende.foundation.outgoing import UnreachableError, call

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

SHA256 = "2.16.840.1.101.3.4.2.1"
SECONDS = 5


class Settings(BaseModel):
    """``url`` is the service's base ("https://…/csc/v2")."""

    url: str
    token_url: str
    client_id: str
    client_secret: SecretStr
    credential: str
    pin: SecretStr = SecretStr("")


class Remote:
    """One credential of a service."""

    def __init__(self, given: Settings) -> None:
        self.given = given
        self._token, self._until = "", 0.0

    def credential(self) -> Mapping[str, Any]:
        """Key and certificates; raises ``KeyStoreError``."""
        asked = {"credentialID": self.given.credential, "certificates": "chain", "certInfo": False}
        return self.ask("credentials/info", asked)

    def sign(self, digest: bytes, method: str) -> bytes:
        """The signature over a SHA-256 ``digest``; ``method`` is the signature algorithm's OID."""
        named = [base64.b64encode(digest).decode()]
        hashes = {"credentialID": self.given.credential, "hashes": named, "hashAlgorithmOID": SHA256}
        authorized = self.ask(
            "credentials/authorize",
            {
                **hashes,
                "numSignatures": 1,
                "authData": [{"id": "PIN", "value": self.given.pin.get_secret_value()}],
            },
        )
        signed = self.ask(
            "signatures/signHash", {**hashes, "SAD": authorized.get("SAD", ""), "signAlgo": method}
        )
        try:
            return base64.b64decode(signed["signatures"][0], validate=True)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise KeyStoreError(_("The remote service gave no signature.")) from error

    def ask(self, what: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """One call with a token; raises ``KeyStoreError``."""
        import json

        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._bearer()}"}
        return self._sent(f"{self.given.url.rstrip('/')}/{what}", json.dumps(asked).encode(), headers)

    def _bearer(self) -> str:
        if time.monotonic() > self._until:
            form = {
                "grant_type": "client_credentials", "scope": "service credential",
                "client_id": self.given.client_id, "client_secret": self.given.client_secret.get_secret_value(),
            }  # fmt: skip
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self._sent(self.given.token_url, urlencode(form).encode(), kind)
            try:
                self._token = str(answer["access_token"])
                self._until = time.monotonic() + min(int(answer.get("expires_in", 300)), 3600) - 30
            except (KeyError, ValueError, TypeError) as error:
                raise KeyStoreError(_("The remote service does not let us in.")) from error
        return self._token

    def _sent(self, address: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        try:
            answer = call("POST", address, body=body, headers=headers, seconds=SECONDS)
            found = answer.json() if answer.ok else None
        except (UnreachableError, ValueError) as error:
            raise KeyStoreError(_("The remote service cannot be reached.")) from error
        if not isinstance(found, dict):
            self._until = 0.0
            raise KeyStoreError(_("The remote service refuses: %(status)s") % {"status": answer.status})
        return found


class Csc(KeyStore):
    key = "csc"
    label = gettext_lazy("Remote service (CSC)")
    settings = Settings

    def fields(self) -> dict[str, forms.Field]:
        return {
            "url": forms.URLField(
                label=gettext_lazy("Address of the service"), max_length=300, assume_scheme="https"
            ),
            "token_url": forms.URLField(
                label=gettext_lazy("Address where it logs us in (OAuth 2)"),
                max_length=300,
                assume_scheme="https",
            ),
            "client_id": forms.CharField(label=gettext_lazy("Our name there (client ID)"), max_length=200),
            "client_secret": password(gettext_lazy("Our password there (client secret)")),
            "credential": forms.CharField(
                label=gettext_lazy("Name of the key there (credential ID)"), max_length=200
            ),
            "pin": password(gettext_lazy("PIN of the key")),
        }

    def signer(self, settings: BaseModel) -> Signer:
        from asn1crypto import x509
        from pyhanko.sign.signers import Signer as BaseSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        remote = Remote(Settings.model_validate(settings))
        found = remote.credential()
        try:
            chain = [
                x509.Certificate.load(base64.b64decode(item), strict=True)
                for item in found["cert"]["certificates"]
            ]
            algorithm = chain[0].public_key.algorithm
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise KeyStoreError(_("The remote service names no certificate.")) from error

        class CscSigner(BaseSigner):
            async def async_sign_raw(
                self, data: bytes, digest_algorithm: str, dry_run: bool = False
            ) -> bytes:
                if dry_run:
                    return bytes(512 if algorithm == "rsa" else 80)
                method = "1.2.840.113549.1.1.11" if algorithm == "rsa" else "1.2.840.10045.4.3.2"
                return remote.sign(hashlib.sha256(data).digest(), method)

        known = SimpleCertificateStore.from_certs(chain)  # type: ignore[no-untyped-call]
        return CscSigner(signing_cert=chain[0], cert_registry=known)


STORE = Csc()
