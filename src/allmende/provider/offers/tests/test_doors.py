"""What other apps build on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.models import Tenant

from .. import actions, comparison
from ..access import get_institution_for, institutions_of
from ..models import ContactRole, Institution, Price
from ..queries import contacts_of, customer_of, offers_for, prices_of, yearly_costs
from .factories import (
    BODY,
    HEAD,
    IT,
    make_alternative,
    make_body,
    make_contact,
    make_contact_user,
    make_institution,
    make_offer,
    make_provider,
    make_variant,
    set_price,
)

pytestmark = pytest.mark.django_db


def test_a_contact_sees_its_own_and_a_bodys_contact_its_schools(tenant: Tenant) -> None:
    body, other = make_body(schools=2), make_institution()
    school = body.schools.first()
    assert school is not None
    assert set(institutions_of(make_contact_user(school))) == {school}
    assert set(institutions_of(make_contact_user(body, role=BODY))) == {body, *body.schools.all()}
    assert set(institutions_of(make_contact_user(body, role=IT))) == {body}
    with pytest.raises(Http404):
        get_institution_for(make_contact_user(school), other.pk)
    assert get_institution_for(make_provider(), other.pk) == other
    assert not institutions_of(make_citizen()).exists()


def test_those_to_write_to_come_in_order(tenant: Tenant, at_most_queries: Any) -> None:
    body = make_body(schools=1)
    school = body.schools.get()
    deputy = make_contact(school, role=IT, is_deputy=True)
    head, it = make_contact(school, role=HEAD), make_contact(school, role=IT)
    of_body = make_contact(body, school, role=BODY)
    make_contact(body, role=IT)
    actions.note_bounce(contact=make_contact(school), at=timezone.now(), by=SYSTEM)
    actions.erase_contact(contact=make_contact(school), by=SYSTEM)
    with at_most_queries(2):
        found = contacts_of([school.pk], [IT, HEAD, BODY])
    assert [one.contact_id for one in found[school.pk]] == [it.pk, head.pk, of_body.pk, deputy.pk]
    assert contacts_of([body.pk], [HEAD]) == {body.pk: []}


def test_a_year_costs_the_sum_of_its_periods(tenant: Tenant, at_most_queries: Any) -> None:
    variant = make_variant(state=0, body="12.50")
    set_price(variant, "body", "10", period="month")
    set_price(variant, "school", "99", period="once")
    make_variant(state="5")
    with at_most_queries(1):
        costs = yearly_costs(date(2026, 1, 1))
    assert costs[variant.pk] == {"body": Decimal("132.50")}
    assert [price.payer for price in prices_of(variant, date(2026, 1, 1))] == [
        "state",
        "body",
        "body",
        "school",
    ]


def test_a_new_price_ends_the_one_before(tenant: Tenant) -> None:
    variant = make_variant(body=10)
    set_price(variant, "body", "20", since=date(2026, 1, 1))
    set_price(variant, "body", "15", since=date(2025, 1, 1))
    rows = Price.objects.filter(variant=variant).order_by("valid_from")
    assert [(row.amount, row.valid_until) for row in rows] == [
        (10, date(2024, 12, 31)), (15, date(2025, 12, 31)), (20, None),
    ]  # fmt: skip


def test_only_what_is_on_sale_for_the_kind_can_be_ordered(tenant: Tenant) -> None:
    wanted = make_offer(audiences=["school"])
    make_offer(audiences=["office"])
    for stage in ("planned", "sale_stopped", "ending", "ended"):
        assert make_offer(stage=stage).stage == stage
    assert offers_for("school", timezone.localdate()) == [wanted]


def test_the_customer_is_made_once(tenant: Tenant) -> None:
    school = make_institution("Goethe-Schule")
    assert customer_of(school) == customer_of(school)
    assert customer_of(school).name == "Goethe-Schule"


def test_a_merged_institution_hands_over_its_contacts(tenant: Tenant) -> None:
    one, other = make_institution(), make_institution()
    contact = make_contact(one, other)
    moved = make_contact(one, role=HEAD)
    actions.merge_institutions(source=one, target=other, on=date(2026, 7, 31), by=SYSTEM)
    assert set(ContactRole.objects.values_list("contact", "institution")) == {
        (contact.pk, other.pk), (moved.pk, other.pk),
    }  # fmt: skip
    one.refresh_from_db()
    assert (one.state, one.merged_into) == (Institution.State.MERGED, other)


def test_a_replaced_contact_ends(tenant: Tenant) -> None:
    old, new, school = make_contact(), make_contact(), make_institution()
    actions.give_role(contact=old, institution=school, role=IT, by=SYSTEM)
    actions.replace_contact(contact=old, successor=new, by=SYSTEM)
    old.refresh_from_db()
    assert old.ended_at
    assert not old.roles.exists()
    assert [one.contact_id for one in contacts_of([school.pk])[school.pk]] == [new.pk]


def test_points_are_compared(tenant: Tenant) -> None:
    offer = make_offer(facts={"availability": "99.5", "own_template": "yes: gekauft"})
    make_variant(offer, state=100)
    foreign = make_alternative(
        offer, facts={"availability": "99", "own_template": "no"}, cost={"body": "120.00"}
    )
    rows = {row.point.key: row for row in comparison.compare(offer, [foreign])}
    assert [rows[key].others[0].verdict for key in ("availability", "own_template", "cost")] == (
        [comparison.Verdict.WORSE] * 3
    )
    assert "support_hours" not in rows


def test_old_contacts_are_forgotten(tenant: Tenant) -> None:
    from ..tasks import erase_old_contacts

    contact = make_contact(make_institution())
    actions.end_role(role=contact.roles.get(), by=SYSTEM)
    type(contact).objects.update(ended_at=timezone.now() - timedelta(days=366))
    erase_old_contacts()
    contact.refresh_from_db()
    assert (contact.name, contact.email) == ("", "")
    assert contact.erased_at
