"""Offers with variants, prices and successors from YAML, by the catalogue's own actions; twice changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from allmende.foundation.events.types import Actor
from allmende.provider.offers.actions import save_alternative, save_offer, save_variant, set_price
from allmende.provider.offers.models import Offer


@transaction.atomic
def load_offers(path: Path, *, actor: Actor) -> list[Offer]:
    """Create or change the offers of the file. Raises ``ValidationError``, or ``ValueError`` for what is no YAML."""
    import yaml

    content = yaml.safe_load(path.read_text("utf-8"))
    protection, rows = content.get("protection", {}), content["offers"]
    offers = {row["key"]: _save(row, protection, actor) for row in rows}
    for row in rows:
        for other in row.get("alternatives", ()):
            _save_alternative(offers[row["key"]], other, offers, actor)
    return list(offers.values())


def _save(row: dict[str, Any], protection: dict[str, Any], actor: Actor) -> Offer:
    offer = save_offer(
        key=row["key"], name=row["name"], summary=row.get("summary", ""), description=row.get("description", ""),
        audiences=row["audiences"], resource_types=row["resource_types"], facts=row.get("facts", {}),
        data_protection={**protection, "categories": row.get("categories", [])}, on_sale_from=row.get("since"),
        by=actor,
    )  # fmt: skip
    for order, each in enumerate(row["variants"]):
        variant = save_variant(
            offer=offer, key=each["key"], name=each["name"], description=each.get("description", ""), order=order,
            term_months=each.get("term", 0), by=actor,
        )  # fmt: skip
        for payer, (period, amount) in each.get("prices", {}).items():
            set_price(
                variant=variant, payer=payer, period=period, amount=Decimal(amount),
                valid_from=row.get("since") or date(2000, 1, 1), by=actor,
            )  # fmt: skip
    return offer


def _save_alternative(offer: Offer, row: dict[str, Any], offers: dict[str, Offer], actor: Actor) -> None:
    if "own" in row:
        save_alternative(offer=offer, own=offers[row["own"]], by=actor)
    else:
        save_alternative(offer=offer, by=actor, **row)
