"""What an institution uses, told by the apps that keep it: the register of resources is above this app."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise

from allmende.foundation.registry import Registry

from .models import Payer, Variant
from .queries import yearly_costs


@dataclass(frozen=True)
class Used:
    """One thing that an institution uses, under a variant of an offer where that is known."""

    institution_id: uuid.UUID
    name: str
    kind: str | Promise
    variant_id: uuid.UUID | None
    since: date | None = None
    contract_until: date | None = None
    #: The staff page of the thing.
    staff_url: str = ""


@dataclass(frozen=True)
class UsageSource:
    """``of(institution ids)`` yields what is in use there now, in a constant number of statements."""

    key: str
    of: Callable[[Collection[uuid.UUID]], Iterable[Used]]


usage_sources: Registry[UsageSource] = Registry("usage source")


def used_by(institution_ids: Collection[uuid.UUID]) -> list[Used]:
    """Everything in use at the institutions, by kind and name."""
    found = [used for source in usage_sources for used in source.of(institution_ids)]
    return sorted(found, key=lambda used: (str(used.kind), used.name))


@dataclass(frozen=True)
class Line:
    """What is used under one variant: the things, and what they cost each payer in a year (Euro)."""

    variant: Variant | None
    things: tuple[Used, ...]
    costs: dict[str, Decimal]

    @property
    def payers(self) -> list[tuple[str, Decimal]]:
        """Who pays what, in words; empty: nobody pays anything."""
        return in_order(self.costs)


@dataclass(frozen=True)
class Account:
    """What institutions use, by offer, and what that costs whom in a year."""

    lines: tuple[Line, ...]

    @property
    def totals(self) -> list[tuple[str, Decimal]]:
        """Who pays what for everything together."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            for payer, amount in line.costs.items():
                sums[payer] = sums.get(payer, Decimal(0)) + amount
        return in_order(sums)


def account_of(institution_ids: Collection[uuid.UUID], on: date | None = None) -> Account:
    """Everything in use at the institutions with its yearly cost; two statements beside those of the sources."""
    by_variant: dict[uuid.UUID | None, list[Used]] = {}
    for used in used_by(institution_ids):
        by_variant.setdefault(used.variant_id, []).append(used)
    if not by_variant:
        return Account(())
    known = yearly_costs(on or timezone.localdate())
    variants = Variant.objects.select_related("offer").in_bulk([key for key in by_variant if key])
    lines = [
        Line(
            variants.get(key) if key else None,
            tuple(things),
            _times(known.get(key, {}) if key else {}, len(things)),
        )
        for key, things in by_variant.items()
    ]
    return Account(tuple(sorted(lines, key=_place)))


def in_order(costs: dict[str, Decimal]) -> list[tuple[str, Decimal]]:
    """State, body, school; only those who pay."""
    return [(str(payer.label), costs[payer]) for payer in Payer if costs.get(payer)]


def _times(costs: dict[str, Decimal], count: int) -> dict[str, Decimal]:
    return {payer: amount * count for payer, amount in costs.items()}


def _place(line: Line) -> tuple[bool, str, int]:
    """By the offer's name; what nobody knows the offer of stands last."""
    if line.variant is None:
        return True, "", 0
    return False, line.variant.offer.name, line.variant.order
