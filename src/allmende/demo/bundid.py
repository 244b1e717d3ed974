"""BundID in the demo: each town is a service provider of the stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from allmende.base.identity.actions import save_service
from allmende.base.identity.contrib.saml.addresses import saml_settings
from allmende.base.identity.contrib.saml.keys import new_key
from allmende.base.identity.contrib.saml.metadata import provider_settings
from allmende.base.identity.queries import service_by_key
from allmende.foundation.outgoing import call
from allmende.foundation.tenants.context import current_tenant

KEY = "bundid"


def connect_bundid(addresses: Mapping[str, str], base_url: str) -> None:
    """Set up log-in by the stand-in; its keys are new at each start, the town's stay."""
    if "bundid" not in addresses:
        return
    its = provider_settings(call("GET", f"{addresses['bundid']}/metadata").body)
    save_service(
        key=KEY, provider="bundid", label="BundID (Nachbildung)", audience="citizen", level="high", by=None,
        settings={
            "base_url": base_url, "keys": _keys(), "organisation": current_tenant().name,
            "ask_for": ["given_name", "family_name", "email", "street", "postcode", "city", "birth_date"], **its,
        },
    )  # fmt: skip


def _keys() -> list[dict[str, Any]]:
    service = service_by_key(KEY)
    if service is not None:
        with suppress(ValueError):
            own = saml_settings(service).keys
            return [{"key": one.key.get_secret_value(), "certificate": one.certificate} for one in own]
    key, certificate = new_key(current_tenant().name, bits=2048)
    return [{"key": key, "certificate": certificate}]
