"""What a municipality configures of a SAML service."""

from __future__ import annotations

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator, model_validator

from allmende.foundation.outgoing import is_safe

from ...levels import TrustLevel
from ...providers import ATTRIBUTES
from ...services import StaffRules
from .keys import read_certificate, read_key

#: The levels of the eIDAS regulation as SAML writes them.
EIDAS_LEVELS = {
    "http://eidas.europa.eu/LoA/low": TrustLevel.LOW,
    "http://eidas.europa.eu/LoA/substantial": TrustLevel.SUBSTANTIAL,
    "http://eidas.europa.eu/LoA/high": TrustLevel.HIGH,
}
#: Names that directories commonly use.
USUAL_NAMES = {
    "given_name": "urn:oid:2.5.4.42", "family_name": "urn:oid:2.5.4.4", "email": "urn:oid:0.9.2342.19200300.100.1.3",
}  # fmt: skip


class OwnKey(BaseModel):
    """A key of ours: RSA of 2048 bits or more, and its certificate, both in PEM."""

    key: SecretStr
    certificate: str

    @model_validator(mode="after")
    def fits(self) -> Self:
        """The key can be read and belongs to the certificate."""
        own, shown = read_key(self.key.get_secret_value()).public_key(), read_certificate(self.certificate)
        if own != shown.public_key():
            raise ValueError("the key does not belong to the certificate")
        return self


class SamlSettings(BaseModel):
    """One service; the identity provider's metadata tells its part (``metadata.settings_from``)."""

    model_config = ConfigDict(extra="forbid")

    #: where this municipality is served, "https://host": entity id, addresses and pseudonyms depend on it
    base_url: str
    #: our name at the provider; empty: the address of our metadata
    entity_id: str = ""
    #: the provider's name, its address for requests (HTTP-POST) and the certificates it may sign with
    idp_entity_id: str = Field(min_length=1)
    sso_url: str
    idp_certificates: list[str] = Field(min_length=1)
    #: where the provider takes log-outs (HTTP-POST), and their answers where that is elsewhere; empty: it takes none
    slo_url: str = ""
    slo_response_url: str = ""
    #: the first signs requests, all can decrypt and stand in our metadata: so one follows the other
    keys: list[OwnKey] = Field(min_length=1)
    signature: Literal["rsa-sha256", "rsa-pss-sha256"] = "rsa-sha256"
    #: our name of an attribute → the provider's; "subject" where the pseudonym is one of them, not the NameID
    attributes: dict[str, str] = USUAL_NAMES
    #: the provider's attribute that holds groups
    groups: str = ""
    #: the provider's name of a level → ours; whatever is not here counts as ``default_level``
    levels: dict[str, TrustLevel] = EIDAS_LEVELS
    default_level: TrustLevel = TrustLevel.LOW
    #: ask for a level by AuthnContextClassRef
    ask_level: bool = True
    #: the provider may send assertions in clear; then only TLS hides them
    allow_plain: bool = False
    #: how far clocks may be apart, in seconds
    skew: int = Field(default=60, ge=0, le=300)
    staff: StaffRules = StaffRules()

    @field_validator("base_url", "sso_url", "slo_url", "slo_response_url")
    @classmethod
    def nobody_listens(cls, value: str, info: ValidationInfo) -> str:
        """https, or this very machine; a provider may have no place for log-outs."""
        if not value and str(info.field_name).startswith("slo_"):
            return ""
        if not is_safe(value):
            raise ValueError("must begin with https://")
        return value.rstrip("/") if urlsplit(value).path in ("", "/") else value

    @field_validator("idp_certificates")
    @classmethod
    def are_certificates(cls, value: list[str]) -> list[str]:
        """Each can be read."""
        return [text for text in value if read_certificate(text)]

    @field_validator("attributes")
    @classmethod
    def are_known(cls, value: dict[str, str]) -> dict[str, str]:
        """Only names that there are."""
        unknown = set(value) - {*ATTRIBUTES, "subject"}
        if unknown:
            raise ValueError(
                f"unknown: {', '.join(sorted(unknown))}; known: subject, {', '.join(ATTRIBUTES)}"
            )
        return value
