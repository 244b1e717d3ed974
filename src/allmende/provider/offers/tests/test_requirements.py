"""What the customers of a provider asked for, number by number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from allmende.foundation.events.types import SYSTEM
from allmende.foundation.registry import Registry
from allmende.foundation.tenants.models import Tenant

from .. import actions
from ..comparison import BY_KEY, POINTS, Kind, Verdict, compare, in_neutral_order, successors_of
from ..models import Offer
from ..usage import UsageSource, Used, account_of
from .factories import make_alternative, make_institution, make_offer, make_variant, set_price

pytestmark = pytest.mark.django_db


def verdicts(offer: Offer, **facts: str) -> dict[str, Verdict | None]:
    """How a successor with these facts stands beside the offer, by point."""
    one = make_alternative(offer, facts=facts)
    return {row.point.key: row.others[0].verdict for row in compare(offer, [one])}


def page(client: Client, offer: Offer) -> str:
    return client.get(f"/it-dienste/{offer.key}/").content.decode()


# ── neutral ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_b08_nobody_is_recommended_the_list_is_alphabetical(client: Client) -> None:
    offer = make_offer(stage="ending")
    for name in ("Zeta", "alpha", "Mitte"):
        make_alternative(offer, name)
    assert [one.name for one in successors_of(offer)] == ["alpha", "Mitte", "Zeta"]
    shown = page(client, offer)
    assert shown.index("alpha") < shown.index("Mitte") < shown.index("Zeta")
    assert "Wir empfehlen keines dieser Angebote." in shown


def test_b08_drawn_by_lot_everybody_is_first_equally_often_and_a_reader_sees_one_order(
    tenant: Tenant,
) -> None:
    offer = make_offer(stage="ending")
    rows = [make_alternative(offer, name) for name in ("A", "B", "C")]
    orders = [[one.name for one in in_neutral_order(rows, seed=f"school {place}")] for place in range(300)]
    first = [order[0] for order in orders]
    assert all(70 < first.count(name) < 130 for name in "ABC")
    assert orders == [
        [one.name for one in in_neutral_order(rows[::-1], seed=f"school {place}")] for place in range(300)
    ]


def test_b08_an_own_offer_stands_among_the_others_with_the_same_points(client: Client) -> None:
    offer, own = make_offer(stage="ending"), make_offer("Mein Nachfolger", facts={"own_domain": "yes"})
    make_alternative(offer, "Anderer", facts={"own_domain": "no"})
    make_alternative(offer, own=own)
    rows = {row.point.key: row for row in compare(offer, successors_of(offer))}
    assert [cell.text for cell in rows["own_domain"].others] == ["Nein", "Ja"]
    assert len(rows["cost"].others) == 2


def test_b08_one_that_cannot_be_chosen_is_not_shown(client: Client) -> None:
    offer = make_offer(stage="ending")
    make_alternative(offer, "Weg", is_active=False)
    assert "Weg" not in page(client, offer)


# ── at least the same service ──────────────────────────────────────────────────────────────────────────────────────


def test_b22_the_successor_is_compared_point_by_point(tenant: Tenant) -> None:
    offer = make_offer(facts={"availability": "99.5", "response_time": "4: an Arbeitstagen", "storage": "20",
                              "support_hours": "Mo–Fr 8–16 Uhr"})  # fmt: skip
    found = verdicts(offer, availability="99", response_time="2", storage="20", support_hours="Mo–Do")
    assert found["availability"] == Verdict.WORSE
    assert found["response_time"] == Verdict.BETTER
    assert found["storage"] == Verdict.SAME
    assert found["support_hours"] == Verdict.OTHER


def test_b22_what_nobody_said_is_not_known_and_never_the_same(tenant: Tenant) -> None:
    offer = make_offer(facts={"availability": "99.5"})
    assert verdicts(offer)["availability"] == Verdict.UNKNOWN


def test_b23_the_page_says_plainly_what_becomes_less(client: Client) -> None:
    offer = make_offer(stage="ending", facts={"help_after_updates": "yes"})
    make_alternative(offer, facts={"help_after_updates": "no"})
    assert "weniger als heute" in page(client, offer)


def test_b24_what_was_free_and_will_cost_somebody_is_worse(tenant: Tenant) -> None:
    offer = make_offer()
    make_variant(offer, state=0, school=0)
    one = make_alternative(offer, cost={"state": "0", "body": "0", "school": "12.00"})
    free = make_alternative(offer, cost={"state": "0"})
    row = next(row for row in compare(offer, [one, free]) if row.is_cost)
    assert row.today.text == "kostenfrei"
    assert [cell.verdict for cell in row.others] == [Verdict.WORSE, Verdict.SAME]


def test_b24_the_promise_stands_on_the_offers_page(client: Client) -> None:
    variant = make_variant(school=0)
    assert "kostenfrei" in page(client, variant.offer)


def test_b25_data_protection_is_recorded_and_compared(client: Client) -> None:
    offer = make_offer(stage="ending", data_protection={
        "contract": "nach Art. 28 DSGVO", "location": "Deutschland", "categories": ["Namen", "Noten"]})  # fmt: skip
    make_alternative(offer, data_protection={"location": "Irland"})
    shown = page(client, offer)
    assert "nach Art. 28 DSGVO" in shown
    assert "Namen, Noten" in shown
    rows = {row.point.key: row for row in compare(offer, successors_of(offer))}
    assert rows["location"].others[0].text == "Irland"
    assert rows["processor_contract"].others[0].verdict == Verdict.UNKNOWN


# ── what users fear to lose ────────────────────────────────────────────────────────────────────────────────────────


def feared(key: str) -> None:
    """Today there, gone tomorrow: said; at extra cost: said as well; kept: no alarm."""
    offer = make_offer(facts={key: "yes"})
    assert BY_KEY[key].kind is Kind.YES_NO
    assert verdicts(offer, **{key: "no"})[key] == Verdict.WORSE
    other = make_offer(facts={key: "yes"})
    assert verdicts(other, **{key: "extra: 200 Euro"})[key] == Verdict.WORSE
    third = make_offer(facts={key: "yes"})
    assert verdicts(third, **{key: "yes"})[key] == Verdict.SAME


def test_b26_own_template_is_a_point(tenant: Tenant) -> None:
    feared("own_template")


def test_b27_help_after_updates_is_a_point(tenant: Tenant) -> None:
    feared("help_after_updates")


def test_b29_addresses_on_the_own_domain_are_a_point(tenant: Tenant) -> None:
    feared("own_domain")


def test_b30_mailboxes_with_contents_are_a_point(tenant: Tenant) -> None:
    feared("content_moved")


def test_b31_courses_are_a_point_with_words(tenant: Tenant) -> None:
    offer = make_offer(facts={"content_moved": "yes: auch Kurse mit ihren Aufgaben"})
    row = next(row for row in compare(offer, []) if row.point.key == "content_moved")
    assert row.today.text == "Ja (auch Kurse mit ihren Aufgaben)"


def test_b32_document_conversion_is_a_point(tenant: Tenant) -> None:
    feared("document_conversion")


def test_b33_availability_stands_on_the_offers_page(client: Client) -> None:
    offer = make_offer(facts={"availability": "99.5: gemessen je Monat"})
    assert "99,5 % (gemessen je Monat)" in page(client, offer)


def test_b40_support_is_told_and_compared(client: Client) -> None:
    assert {"support_hours", "response_time"} <= {point.key for point in POINTS}
    offer = make_offer(facts={"support_hours": "Montag bis Freitag 8–16 Uhr", "response_time": "4"})
    shown = page(client, offer)
    assert "Montag bis Freitag 8–16 Uhr" in shown
    assert "4 Stunden" in shown


# ── prices ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_b42_what_is_used_costs_each_payer_what_its_prices_say(tenant: Tenant, monkeypatch: Any) -> None:
    school, variant = make_institution(), make_variant(state=60)
    set_price(variant, "body", "10", period="month")
    used = [Used(school.pk, f"Postfach {place}", "Postfach", variant.pk) for place in range(3)]
    sources: Registry[UsageSource] = Registry("usage source")
    sources.register(UsageSource("test", lambda ids: used))
    monkeypatch.setattr("allmende.provider.offers.usage.usage_sources", sources)
    account = account_of([school.pk], date(2026, 1, 1))
    assert account.totals == [("Land", Decimal(180)), ("Schulträger", Decimal(360))]


def test_a_price_that_holds_already_is_not_taken_back(tenant: Tenant) -> None:
    variant = make_variant(body=10)
    set_price(variant, "body", 20, since=date(2030, 1, 1))
    future = variant.prices.get(valid_from=date(2030, 1, 1))
    actions.remove_price(price=future, by=SYSTEM, today=date(2026, 1, 1))
    assert variant.prices.get().valid_until is None
