"""OpenID in the demo: Musterstadt's businesses have a company account, and its staff a directory of their own."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.base.identity.actions import save_service
from allmende.base.identity.contrib.oidc.config import CLAIMS
from allmende.foundation.tenants.context import current_tenant

TOWN = "musterstadt"
_BUSINESS = {"organisation": "organisation", "register_number": "register_number", "tax_number": "tax_number"}
_GROUPS = [
    {"group": "steuern-sachbearbeitung", "role": "clerk", "unit": "steueramt"},
    {"group": "ordnung-leitung", "role": "head", "unit": "ordnungsamt"},
    {"group": "ordnung-sachbearbeitung", "role": "clerk", "unit": "ordnungsamt"},
    {"group": "buergeramt-sachbearbeitung", "role": "clerk", "unit": "buergeramt"},
]


def connect_oidc(addresses: Mapping[str, str], town: str) -> None:
    """Two services at the stand-in: one for businesses, one for staff, whose groups give roles."""
    if current_tenant().slug != TOWN or "oidc" not in addresses:
        return
    known = {"client_id": "allmende", "client_secret": "nachbildung"}
    save_service(
        key="unternehmenskonto", provider="oidc", label="Unternehmenskonto (Nachbildung)", audience="business",
        level="substantial", order=10, by=None,
        settings={**known, "issuer": f"{addresses['oidc']}/unternehmen", "claims": {**CLAIMS, **_BUSINESS},
                  "levels": {"urn:standin:substantial": "substantial", "urn:standin:none": "none"}},
    )  # fmt: skip
    staff = {"groups": _GROUPS, "create_unknown": True, "link_by_email": True}
    save_service(
        key="beschaeftigte", provider="oidc", label="Verzeichnis der Stadt (Nachbildung)", audience="staff",
        level="low", order=30, by=None,
        settings={**known, "issuer": f"{addresses['oidc']}/personal", "staff": staff,
                  "levels": {"urn:standin:low": "low", "urn:standin:none": "none"}},
    )  # fmt: skip
