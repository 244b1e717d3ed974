"""What one service is configured with."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, Field, SecretStr, field_validator

from allmende.foundation.outgoing import is_safe

from ...levels import TrustLevel
from ...providers import ATTRIBUTES
from ...services import StaffRules

KEY = "oidc"
#: Signatures by a key pair only: "none" is no signature, and HS… would take a public key for a secret.
Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
ALGORITHMS: tuple[Algorithm, ...] = ("RS256", "PS256", "ES256", "EdDSA")
#: our attribute → where it stands among the claims (OpenID Connect Core 1.0, section 5.1)
CLAIMS = {
    "given_name": "given_name", "family_name": "family_name", "birth_date": "birthdate", "gender": "gender",
    "email": "email", "phone": "phone_number", "street": "address.street_address",
    "postcode": "address.postal_code", "city": "address.locality", "country": "address.country",
}  # fmt: skip


def _safe(address: str) -> str:
    if not is_safe(address):
        raise ValueError(_("The address must begin with https://, so that nobody can listen in."))
    return address


class OidcSettings(BaseModel):
    """One OpenID provider; ``issuer`` is the address under which its configuration lies."""

    issuer: Annotated[str, Field(max_length=500), AfterValidator(_safe)]
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: SecretStr = SecretStr("")
    scopes: list[str] = ["openid", "profile", "email"]
    claims: dict[str, str] = CLAIMS
    #: level of everybody whose log-in names no class (``acr``) of ``levels``
    level: TrustLevel = TrustLevel.LOW
    #: class of log-in (``acr``) → level
    levels: dict[str, TrustLevel] = {}
    #: the provider's word for an address counts although it does not say that it checked it (``email_verified``)
    trust_email: bool = False
    userinfo: bool = False
    algorithms: list[Algorithm] = Field(default=list(ALGORITHMS), min_length=1)
    #: what the provider says (``amr``, RFC 8176) of a log-in by two factors
    two_factors: list[str] = ["mfa"]
    groups_claim: str = Field(default="groups", max_length=200)
    staff: StaffRules = StaffRules()

    @field_validator("claims")
    @classmethod
    def known_attributes(cls, value: dict[str, str]) -> dict[str, str]:
        """Only names that everybody here understands."""
        unknown = sorted(set(value) - set(ATTRIBUTES))
        if unknown:
            raise ValueError(_("These names are not known here: %(names)s.") % {"names": ", ".join(unknown)})
        return value

    @field_validator("scopes")
    @classmethod
    def with_openid(cls, value: list[str]) -> list[str]:
        """Without "openid" there is no id token."""
        return value if "openid" in value else ["openid", *value]

    def classes_for(self, level: TrustLevel) -> list[str]:
        """The classes of log-in that reach ``level``, the lowest first."""
        fitting = [(found.rank, name) for name, found in self.levels.items() if found.reaches(level)]
        return [name for _rank, name in sorted(fitting)]
