"""Offers with variants, prices and successors."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..access import require_provider
from ..events import AlternativeSaved, OfferSaved, PriceRemoved, PriceSet, VariantSaved
from ..models import Alternative, Offer, Payer, Price, Variant
from .saving import save_row


class OfferFields(TypedDict, total=False):
    """What may be said about an offer."""

    name: str
    summary: str
    description: str
    audiences: list[str]
    resource_types: list[str]
    facts: dict[str, str]
    data_protection: dict[str, Any]
    on_sale_from: date | None
    sale_stops_on: date | None
    ending_from: date | None
    ends_on: date | None


class VariantFields(TypedDict, total=False):
    """What may be said about a variant."""

    name: str
    description: str
    order: int
    term_months: int


class AlternativeFields(TypedDict, total=False):
    """What may be said about a successor; ``cost`` is payer → Euro per year, as text."""

    name: str
    supplier: str
    website: str
    facts: dict[str, str]
    data_protection: dict[str, Any]
    cost: dict[str, str]
    is_active: bool


@transaction.atomic
def save_offer(*, key: str, by: User | Actor, **fields: Unpack[OfferFields]) -> Offer:
    """Create or change the offer ``key``; raises ``ValidationError``, also for dates in the wrong order."""
    actor = require_provider(by)
    offer, created, changed = save_row(Offer, {"key": key}, fields)
    _check_order(offer)
    if created or changed:
        event = OfferSaved(offer=str(offer.pk), created=created, fields=changed)
        record(event, stream=offer.stream, actor=actor)
    return offer


def _check_order(offer: Offer) -> None:
    """On sale, then stopped, then the end announced, then over: each where it is given."""
    start, stop, end = offer.on_sale_from, offer.sale_stops_on, offer.ends_on
    if start and stop and stop < start:
        raise ValidationError({"sale_stops_on": _("The sale cannot stop before it begins.")})
    if stop and end and end < stop:
        raise ValidationError({"ends_on": _("The service cannot end before its sale stops.")})
    if start and end and end < start:
        raise ValidationError({"ends_on": _("The service cannot end before its sale begins.")})
    if offer.ending_from and end and end < offer.ending_from:
        raise ValidationError({"ends_on": _("The service cannot end before its end is announced.")})


@transaction.atomic
def save_variant(*, offer: Offer, key: str, by: User | Actor, **fields: Unpack[VariantFields]) -> Variant:
    """Create or change a variant of ``offer``; raises ``ValidationError``."""
    actor = require_provider(by)
    variant, created, changed = save_row(Variant, {"offer": offer, "key": key}, fields)
    if created or changed:
        event = VariantSaved(offer=str(offer.pk), variant=str(variant.pk), created=created, fields=changed)
        record(event, stream=offer.stream, actor=actor)
    return variant


@transaction.atomic
def set_price(
    *, variant: Variant, payer: str, period: str, amount: Decimal, valid_from: date, by: User | Actor,
    valid_until: date | None = None,
) -> Price:  # fmt: skip
    """``payer`` pays ``amount`` Euro per ``period`` from ``valid_from``; the price before holds until the day before.

    A later price that is known already limits this one. Raises ``ValidationError``.
    """
    actor = require_provider(by)
    if payer not in Payer.values or period not in Price.Period.values:
        raise ValidationError(_("Please choose who pays, and how often."))
    if valid_until is not None and valid_until < valid_from:
        raise ValidationError({"valid_until": _("The last day lies before the first one.")})
    # Of two new prices at once the second sees the first: both would hold beside each other.
    Variant.objects.select_for_update(of=("self",)).get(pk=variant.pk)
    same = variant.prices.filter(payer=payer, period=period)
    later = same.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    if later is not None and (valid_until is None or valid_until >= later.valid_from):
        valid_until = later.valid_from - timedelta(days=1)
    before = same.filter(valid_from__lt=valid_from).order_by("-valid_from").first()
    if before is not None and (before.valid_until is None or before.valid_until >= valid_from):
        before.valid_until = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_until"])
    found_by = {"variant": variant, "payer": payer, "period": period, "valid_from": valid_from}
    price, created, changed = save_row(Price, found_by, {"amount": amount, "valid_until": valid_until})
    if created or changed:
        event = PriceSet(
            variant=str(variant.pk), payer=payer, period=period, amount=str(amount),
            valid_from=valid_from.isoformat(), valid_until=valid_until.isoformat() if valid_until else "",
        )  # fmt: skip
        record(event, stream=variant.offer.stream, actor=actor)
    return price


@transaction.atomic
def remove_price(*, price: Price, by: User | Actor, today: date) -> None:
    """Take back a price that does not hold yet; the one before holds on. Raises ``ValidationError`` for others."""
    actor = require_provider(by)
    if price.valid_from <= today:
        raise ValidationError(_("This price holds already. Set a new one from the day of the change."))
    Variant.objects.select_for_update(of=("self",)).get(pk=price.variant_id)
    same = price.variant.prices.filter(payer=price.payer, period=price.period)
    same.filter(valid_until=price.valid_from - timedelta(days=1)).update(valid_until=price.valid_until)
    event = PriceRemoved(
        variant=str(price.variant_id), payer=price.payer, period=price.period,
        valid_from=price.valid_from.isoformat(),
    )  # fmt: skip
    price.delete()
    record(event, stream=price.variant.offer.stream, actor=actor)


@transaction.atomic
def save_alternative(
    *, offer: Offer, by: User | Actor, alternative: Alternative | None = None, own: Offer | None = None,
    **fields: Unpack[AlternativeFields],
) -> Alternative:  # fmt: skip
    """Create or change what can follow ``offer``: the provider's ``own`` offer, or a foreign one by name and supplier.

    Pass ``alternative`` to change a foreign one's name. Raises ``ValidationError``.
    """
    actor = require_provider(by)
    if own is not None and own.pk == offer.pk:
        raise ValidationError({"own": _("An offer cannot follow itself.")})
    if alternative is not None:
        found_by: dict[str, Any] = {"pk": alternative.pk, "offer": offer}
    elif own is not None:
        found_by = {"offer": offer, "own": own}
    else:
        if not fields.get("name", "").strip():
            raise ValidationError({"name": _("Please give the offer's name.")})
        found_by = {
            "offer": offer,
            "own": None,
            "name": fields["name"],
            "supplier": fields.get("supplier", ""),
        }
    row, created, changed = save_row(Alternative, found_by, fields)
    if created or changed:
        event = AlternativeSaved(
            offer=str(offer.pk), alternative=str(row.pk), created=created, fields=changed
        )
        record(event, stream=offer.stream, actor=actor)
    return row
