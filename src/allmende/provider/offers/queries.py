"""Reads that others use: prices and what a year costs, offers, and whom to write to."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from allmende.base.customers.actions import create_customer
from allmende.base.customers.models import Customer
from allmende.foundation.events.types import SYSTEM

from .models import ContactRole, Institution, Offer, Price, Variant

#: How often a period's price is paid in a year; what is paid once is no yearly cost.
TIMES_A_YEAR = {Price.Period.MONTH: 12, Price.Period.QUARTER: 4, Price.Period.YEAR: 1}
#: Keys in one statement; SQLite takes no more than 32,766 values.
AT_ONCE = 1000
Key = TypeVar("Key")
ALL_ROLES = tuple(ContactRole.Role.values)


@dataclass(frozen=True)
class Reachable:
    """Somebody to write to for an institution, and as what."""

    contact_id: uuid.UUID
    name: str
    email: str
    phone: str
    language: str
    role: str
    is_deputy: bool
    #: Where the role is: the institution itself, or the body that runs it.
    at: uuid.UUID

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(ContactRole.Role(self.role).label)


def prices_on(day: date) -> QuerySet[Price]:
    """The prices of all variants that hold on ``day``."""
    rows: QuerySet[Price] = Price.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day
    )
    return rows


def prices_of(variant: Variant, on: date) -> list[Price]:
    """What is paid for ``variant`` on a day: by payer (state, body, school) and period."""
    payers = ["state", "body", "school"]
    rows = prices_on(on).filter(variant=variant)
    return sorted(rows, key=lambda price: (payers.index(price.payer), price.period))


def yearly_costs(on: date) -> dict[uuid.UUID, dict[str, Decimal]]:
    """What each variant costs each payer in a year, at the prices of ``on``; in one statement.

    A payer who pays nothing is left out; prices that are paid once are not counted.
    """
    costs: dict[uuid.UUID, dict[str, Decimal]] = {}
    rows = prices_on(on).exclude(period=Price.Period.ONCE)
    for variant, payer, period, amount in rows.values_list("variant_id", "payer", "period", "amount"):
        if amount:
            of = costs.setdefault(variant, {})
            of[payer] = of.get(payer, Decimal(0)) + amount * TIMES_A_YEAR[Price.Period(period)]
    return costs


def offers_for(kind: str, on: date) -> list[Offer]:
    """What an institution of ``kind`` can order on ``day``, by name; with its variants prefetched."""
    rows = Offer.objects.order_by("name", "id").prefetch_related("variants")
    return [row for row in rows if kind in row.audiences and row.stage_on(on) == Offer.Stage.ON_SALE]


def contacts_of(
    institution_ids: Collection[uuid.UUID], roles: Sequence[str] = ALL_ROLES
) -> dict[uuid.UUID, list[Reachable]]:
    """Whom to write to for each institution, in order; three statements per thousand.

    Those named before deputies, then by ``roles`` in the order given. Where BODY is asked for, the contacts of the
    body that runs the institution come behind its own. Each person once. Left out: whose e-mail came back, who has
    no address, no role any more, or was erased. An institution with nobody has an empty list.
    """
    body_of = _bodies(institution_ids) if ContactRole.Role.BODY in roles else {}
    here = _reachable({*institution_ids, *body_of.values()}, roles)
    found: dict[uuid.UUID, list[Reachable]] = {}
    for key in institution_ids:
        own = list(here.get(key, ()))
        body = here.get(body_of[key], ()) if key in body_of else ()
        behind = [person for person in body if person.role == ContactRole.Role.BODY]
        once: dict[uuid.UUID, Reachable] = {}
        for person in (*own, *behind):
            once.setdefault(person.contact_id, person)
        found[key] = list(once.values())
    return found


def _bodies(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    return {
        key: body
        for some in portions(ids)
        for key, body in Institution.objects.filter(pk__in=some, body__isnull=False).values_list(
            "pk", "body_id"
        )
    }


def _reachable(ids: Collection[uuid.UUID], roles: Sequence[str]) -> dict[uuid.UUID, list[Reachable]]:
    found: dict[uuid.UUID, list[Reachable]] = defaultdict(list)
    for some in portions(ids):
        rows = ContactRole.objects.filter(
            institution_id__in=some, role__in=list(roles),
            contact__bounced_at=None, contact__ended_at=None, contact__erased_at=None,
        ).exclude(contact__email="")  # fmt: skip
        columns = ("contact_id", "contact__name", "contact__email", "contact__phone", "contact__language")
        for row in rows.values_list(*columns, "role", "is_deputy", "institution_id"):
            found[row[7]].append(Reachable(*row))
    for people in found.values():
        people.sort(key=lambda one: (one.is_deputy, roles.index(one.role), one.name, one.contact_id.hex))
    return found


def portions(ids: Iterable[Key]) -> Iterator[list[Key]]:
    """Keys in lists that one statement can take."""
    waiting = iter(ids)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


@transaction.atomic
def customer_of(institution: Institution) -> Customer:
    """The same organisation for all of Allmende, made at first need: cases, claims and messages hang on it."""
    institution = Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
    if institution.customer is None:
        address = {"street": institution.street, "postcode": institution.postcode, "city": institution.city}
        institution.customer = create_customer(
            actor=SYSTEM, kind=Customer.Kind.ORGANISATION, family_name=institution.name,
            address={key: value for key, value in address.items() if value},
        )  # fmt: skip
        institution.save(update_fields=["customer"])
    return institution.customer
