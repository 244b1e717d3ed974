"""The provider's customers and catalogue for tests, small."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from allmende.base.identity.models import Role, User
from allmende.base.identity.tests.factories import make_citizen, make_staff
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers import actions
from allmende.provider.offers.models import Alternative, Contact, ContactRole, Institution, Offer, Variant

_numbers = itertools.count(1)
IT, HEAD, SECRETARY, BODY = (
    ContactRole.Role.IT, ContactRole.Role.HEAD, ContactRole.Role.SECRETARY, ContactRole.Role.BODY,
)  # fmt: skip


def make_provider(**fields: Any) -> User:
    """Staff of the provider."""
    return make_staff(**{"name": "Robin Netz", "role": Role.PROVIDER, **fields})


def make_institution(name: str = "", *, number: str = "", **fields: Any) -> Institution:
    """A school, unless ``kind`` says otherwise."""
    place = next(_numbers)
    values = {
        "kind": "school",
        "name": name or f"Schule {place}",
        "city": "Musterstadt",
        "users": 600,
        **fields,
    }
    return actions.save_institution(number=number or f"S{place:05}", by=SYSTEM, **values)


def make_body(name: str = "", *, schools: int = 2, **fields: Any) -> Institution:
    """A school body that runs ``schools`` schools (``body.schools``)."""
    place = next(_numbers)
    body = make_institution(name or f"Schulverband {place}", **{"kind": "body", "users": 0, **fields})
    for _ in range(schools):
        make_institution(body=body)
    return body


def make_office(name: str = "", **fields: Any) -> Institution:
    """An office of the city."""
    return make_institution(name or f"Amt {next(_numbers)}", **{"kind": "office", "users": 30, **fields})


def make_contact(
    *institutions: Institution,
    role: str = IT,
    is_deputy: bool = False,
    user: User | None = None,
    **fields: Any,
) -> Contact:
    """A contact with ``role`` at each of ``institutions``; with ``user`` linked."""
    place = next(_numbers)
    values = {"name": f"Kontakt {place}", "email": f"kontakt{place}@schule.example", **fields}
    contact = actions.save_contact(number=values["email"] or f"K{place}", by=SYSTEM, **values)
    for institution in institutions:
        actions.give_role(contact=contact, institution=institution, role=role, is_deputy=is_deputy, by=SYSTEM)
    if user is not None:
        Contact.objects.filter(pk=contact.pk).update(user=user)
        contact.refresh_from_db()
    return contact


def make_contact_user(*institutions: Institution, role: str = IT, **fields: Any) -> User:
    """A citizen's account that is linked with a contact of ``institutions``: logs in with ``PASSWORD``."""
    user = make_citizen(name=fields.get("name", "Toni Lehrkraft"))
    make_contact(*institutions, role=role, user=user, **{"email": user.email, "name": user.name, **fields})
    return user


def make_offer(name: str = "", *, key: str = "", stage: str = "on_sale", **fields: Any) -> Offer:
    """An offer for schools, bodies and offices, in a stage of its life cycle as of today; without variants."""
    place, day = next(_numbers), timezone.localdate()
    past, future = day - timedelta(days=400), day + timedelta(days=300)
    dates: dict[str, dict[str, date]] = {
        "planned": {"on_sale_from": future},
        "on_sale": {"on_sale_from": past},
        "sale_stopped": {"on_sale_from": past, "sale_stops_on": day},
        "ending": {"on_sale_from": past, "sale_stops_on": day, "ending_from": day, "ends_on": future},
        "ended": {"on_sale_from": past, "sale_stops_on": past, "ending_from": past, "ends_on": day - timedelta(days=1)},
    }  # fmt: skip
    values = {"name": name or f"Angebot {place}", "summary": "Ein Dienst für Schulen.",
              "audiences": ["school", "body", "office"], **dates[stage], **fields}  # fmt: skip
    return actions.save_offer(key=key or f"angebot-{place}", by=SYSTEM, **values)


def make_variant(offer: Offer | None = None, name: str = "", **yearly: str | int) -> Variant:
    """A variant with prices per year from 2020 on: ``make_variant(offer, "M", body="120.00", school=0)``."""
    place = next(_numbers)
    variant = actions.save_variant(
        offer=offer or make_offer(), key=f"variante-{place}", by=SYSTEM, name=name or f"Variante {place}"
    )
    for payer, amount in yearly.items():
        set_price(variant, payer, amount)
    return variant


def set_price(
    variant: Variant, payer: str, amount: str | int, *, period: str = "year", since: date = date(2020, 1, 1)
) -> None:
    """One price."""
    actions.set_price(
        variant=variant, payer=payer, period=period, amount=Decimal(amount), valid_from=since, by=SYSTEM
    )


def make_alternative(offer: Offer, name: str = "", *, own: Offer | None = None, **fields: Any) -> Alternative:
    """A foreign successor, or the ``own`` offer."""
    if own is not None:
        return actions.save_alternative(offer=offer, own=own, by=SYSTEM, **fields)
    values = {"name": name or f"Nachfolge {next(_numbers)}", "supplier": "Fremdanbieter GmbH", **fields}
    return actions.save_alternative(offer=offer, by=SYSTEM, **values)
