"""Paying online in the demo: each town has a contract with the stand-in, Musterstadt also with its PayPal."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.base.payments.invoices.actions import save_issuer
from allmende.base.payments.invoices.models import Issuer
from allmende.base.payments.online.actions import save_service
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.context import current_tenant

CLIENT = {"client_id": "musterstadt", "client_secret": "nachbildung"}
MUSTERSTADT = {
    "name": "Stadt Musterstadt", "street": "Marktplatz 1", "postcode": "60000", "city": "Musterstadt",
    "identifier": "DE98ZZZ09999999999", "tax_number": "045 226 00000", "contact": "Stadtkasse Musterstadt",
    "phone": "069 90000-100", "email": "kasse@musterstadt.example", "iban": "DE02120300000000202051",
    "account_name": "Stadt Musterstadt", "number_start": "R-",
}  # fmt: skip


def connect_payment(addresses: Mapping[str, str], town: str) -> None:
    """Offer both ways to pay online, and say who issues invoices."""
    tenant, address = current_tenant(), addresses.get("payment")
    if address is None:
        return
    save_service(
        provider="xbezahldienste", label="Online-Bezahlung (Nachbildung)", is_active=True, actor=SYSTEM,
        settings={
            "address": address, "token_address": f"{address}/oauth/token", "originator": "allmende",
            "endpoint": tenant.slug, **CLIENT,
        },
    )  # fmt: skip
    if tenant.slug != "musterstadt":
        return
    save_service(
        provider="paypal", label="PayPal (Nachbildung)", is_active=True, actor=SYSTEM,
        settings={"address": address, **CLIENT},
    )  # fmt: skip
    if not Issuer.objects.exists():
        save_issuer(actor=SYSTEM, **MUSTERSTADT)
