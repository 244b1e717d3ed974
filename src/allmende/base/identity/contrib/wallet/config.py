"""What a municipality configures of the wallet: who asks, whose word is taken, which wallets are opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any, Literal, Self

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from .claims import GERMAN_PID, PATHS


class WalletSettings(BaseModel):
    """Settings of one service. The municipality is a registered relying party: it has an access certificate."""

    model_config = ConfigDict(extra="forbid", ignored_types=(cached_property,))

    #: access certificate of the relying party in PEM, P-256, the certificates between it and the root after it
    certificate: str
    private_key: SecretStr
    client_id_prefix: Literal["x509_hash", "x509_san_dns"] = "x509_hash"
    #: registration certificate of the relying party, a JWT that goes with every request (``verifier_info``)
    registration_certificate: str = ""
    #: whose PIDs are believed: certificates of the issuers' authorities in PEM, or the issuers' keys as a JWK set
    trusted_certificates: str = ""
    trusted_keys: dict[str, Any] = Field(default_factory=dict)
    vct: list[str] = Field(default=["urn:eudi:pid:de:1", "urn:eudi:pid:1"], min_length=1)
    #: what opens a wallet on this device: the scheme of the standard, or the https address of one wallet
    wallet: str = "openid4vp://"
    #: which attributes these PIDs carry: what is asked for and not in the PID makes a wallet refuse
    attributes: list[str] = Field(default_factory=lambda: sorted(GERMAN_PID))
    #: whether the PIDs carry ``personal_administrative_number``, by which a person is known again
    number: bool = False
    #: whether a wallet on another device may scan the picture
    other_device: bool = True

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wrong = next(self._findings(), None)
        if wrong:
            raise ValueError(wrong)
        return self

    def _findings(self) -> Iterator[str]:
        """Why these settings cannot work, as sentences."""
        try:
            leaf, key, anchors = self.chain[0], self.key, self.anchors
        except (ValueError, TypeError):
            yield _("A certificate or the key cannot be read. Please copy it as a whole, in PEM.")
            return
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            yield _("The key must be one on the curve P-256.")
        elif leaf.public_key() != key.public_key():
            yield _("The access certificate and the key do not belong together.")
        if self.client_id_prefix == "x509_san_dns" and not self.host:
            yield _("The access certificate names no host.")
        if not anchors and not self.jwks:
            yield _("At least one issuer of identity data must be trusted, by its certificate or its key.")
        unknown = sorted(set(self.attributes) - set(PATHS))
        if unknown:
            yield _("Identity data do not have: %(names)s.") % {"names": ", ".join(unknown)}
        if ":" not in self.wallet:
            yield _("What opens a wallet is the beginning of an address, such as openid4vp://.")

    @cached_property
    def chain(self) -> list[x509.Certificate]:
        """The access certificate and those between it and its root."""
        return x509.load_pem_x509_certificates(self.certificate.encode())

    @cached_property
    def key(self) -> Any:
        """The private key of the access certificate."""
        return serialization.load_pem_private_key(self.private_key.get_secret_value().encode(), password=None)

    @cached_property
    def anchors(self) -> list[x509.Certificate]:
        """Certificates whose signers' PIDs are believed."""
        if not self.trusted_certificates.strip():
            return []
        return x509.load_pem_x509_certificates(self.trusted_certificates.encode())

    @cached_property
    def jwks(self) -> list[dict[str, Any]]:
        """The trusted keys that can sign a PID: JWKs on the curve P-256."""
        from joserfc.errors import JoseError
        from joserfc.jwk import ECKey

        found = []
        rows = self.trusted_keys.get("keys")
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and row.get("crv") == "P-256":
                with suppress(ValueError, KeyError, TypeError, JoseError):
                    ECKey.import_key(row)
                    found.append(row)
        return found

    @cached_property
    def host(self) -> str:
        """The first DNS name in the access certificate, or nothing."""
        try:
            names = self.chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return ""
        return next(iter(names.get_values_for_type(x509.DNSName)), "")
