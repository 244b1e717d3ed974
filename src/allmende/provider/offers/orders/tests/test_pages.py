"""Orders over HTTP: prices before sending, who may, agreement by link, acceptance; and what the clerk sees."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from allmende.base.workflow.actions import complete_task
from allmende.base.workflow.queries import open_tasks
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.models import Institution
from allmende.provider.offers.orders import actions
from allmende.provider.offers.orders.access import case_of
from allmende.provider.offers.orders.models import Order
from allmende.provider.offers.orders.queries import orders_of
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.tests import factories as offers

from .test_way import agree, do, links


@pytest.fixture
def at_school(client, teacher):
    client.force_login(teacher)
    return client


def hidden(page) -> dict[str, str]:
    """The hidden fields of the page before sending."""
    text = page.content.decode()
    return dict(
        re.findall(
            r'<input type="hidden" name="(variant|wanted_on|remarks|stamp|token)" value="([^"]*)"', text
        )
    )


def order_page(school, variant):
    return reverse("orders:new", args=[school.pk, variant.offer.key])


def send(client, school, variant, **more):
    look = client.post(order_page(school, variant), {"variant": str(variant.pk), "remarks": "Bitte bald"})
    return client.post(order_page(school, variant), {**hidden(look), "send": "1", **more}, follow=True)


def test_b37_price_per_payer_and_term_are_shown_before_sending(at_school, school):
    """Several addresses on one line have a known price."""
    offer = offers.make_offer("Mehrere feste Adressen", resource_types=["address"])
    block = offers.make_variant(offer, "8 Adressen")
    offers.set_price(block, "school", "9.50", period="month")
    offers.set_price(block, "body", "25.00", period="once")
    block.term_months = 24
    block.save()
    first = at_school.get(order_page(school, block)).content.decode()
    look = at_school.post(order_page(school, block), {"variant": str(block.pk)}).content.decode()
    for text in ("9,50 €", "25,00 €", "24 Monate"):
        assert text in first
        assert text in look
    assert "Schulträger" in look
    assert not Order.objects.exists()


def test_b41_the_whole_way_over_http(at_school, client, school, teacher, variant, desk):
    page = send(at_school, school, variant)
    assert "Ihre Bestellung ist abgeschickt." in page.content.decode()
    order = Order.objects.get()
    nobody = Client(headers={"host": "musterstadt.localhost"})
    for address in ("rita@schule.example", "bodo@verband.example"):
        link = reverse("orders:approve", args=[next(token for to, token in links() if to == address)])
        assert "120,00 €" in nobody.get(link).content.decode()
        assert nobody.post(link, {"answer": "yes"}, follow=True).status_code == 200
    do(order, feasible="yes")
    do(order)
    mine = reverse("orders:order", args=[school.pk, order.pk])
    assert "Funktioniert es?" in at_school.get(mine).content.decode()
    accept = reverse("orders:acceptance", args=[school.pk, order.pk])
    assert at_school.post(accept, {"works": "no", "body": ""}).status_code == 422
    at_school.post(accept, {"works": "no", "body": "Kein Zugang"})
    do(order)
    at_school.post(accept, {"works": "yes"})
    assert Resource.objects.get().state == Resource.State.ACTIVE
    assert [line.state for line in orders_of(school, is_open=False)] == ["Erledigt"]


def test_what_changed_meanwhile_is_shown_again_and_not_ordered(at_school, school, variant):
    look = at_school.post(order_page(school, variant), {"variant": str(variant.pk)})
    offers.set_price(variant, "body", "500.00", since=timezone.localdate())
    page = at_school.post(order_page(school, variant), {**hidden(look), "send": "1"})
    assert "500,00 €" in page.content.decode()
    assert not Order.objects.exists()


def test_a_double_click_orders_once(at_school, school, variant):
    look = hidden(at_school.post(order_page(school, variant), {"variant": str(variant.pk)}))
    for _ in range(2):
        at_school.post(order_page(school, variant), {**look, "send": "1"})
    assert Order.objects.count() == 1


@pytest.mark.parametrize("stage", ["planned", "sale_stopped", "ending", "ended"])
def test_nobody_orders_what_is_not_on_sale(at_school, school, stage):
    variant = offers.make_variant(offers.make_offer(stage=stage), school=1)
    page = at_school.post(order_page(school, variant), {"variant": str(variant.pk), "send": "1"})
    assert page.status_code == 422
    assert not Order.objects.exists()


def test_other_bodies_institutions_do_not_exist(at_school, school, variant):
    other = offers.make_institution("Fremde Schule", body=offers.make_body(schools=0))
    order = actions.start_order(institution=other, variant=variant, by=offers.make_contact_user(other))
    question = actions.ask(institution=other, about="", text="Wann?", by=offers.make_contact_user(other))
    theirs = [
        order_page(other, variant), reverse("orders:orders", args=[other.pk]),
        reverse("orders:order", args=[other.pk, order.pk]), reverse("orders:order", args=[school.pk, order.pk]),
        reverse("orders:questions", args=[other.pk]), reverse("orders:question", args=[school.pk, question.pk]),
        reverse("orders:of_case", args=[case_of(order.subject).reference]),
        reverse("orders:agree", args=[other.pk, order.pk, "head"]),
    ]  # fmt: skip
    assert {at_school.get(url).status_code for url in theirs} == {404}
    for name in ("acceptance", "withdraw", "message"):
        assert at_school.post(reverse(f"orders:{name}", args=[school.pk, order.pk])).status_code == 404


def test_a_body_orders_for_its_schools_and_has_agreed_by_that(client, school, variant):
    client.force_login(offers.make_contact_user(school.body, role=offers.BODY))
    send(client, school, variant)
    assert [one.role for one in Order.objects.get().approvals.all()] == ["head"]


@pytest.mark.parametrize("token", ["x", "a.b~c", "0" * 300])
def test_a_guessed_link_opens_nothing(client, school, token):
    assert client.get(reverse("orders:approve", args=[token])).status_code == 404


def test_who_lost_the_role_no_longer_agrees(at_school, client, school, variant):
    send(at_school, school, variant)
    [(_, token)] = links()
    offers.ContactRole.objects.filter(contact__email="rita@schule.example").delete()
    assert client.get(reverse("orders:approve", args=[token])).status_code == 404


def test_an_it_contact_cannot_agree_for_the_head(at_school, school, variant):
    send(at_school, school, variant)
    url = reverse("orders:agree", args=[school.pk, Order.objects.get().pk, "head"])
    assert at_school.post(url, {"answer": "yes"}).status_code == 404


def in_use(school, variant, **fields):
    return Resource.objects.create(
        type="web_space", number="w1", name="schule.example", institution=school, variant=variant,
        since=date(2024, 1, 1), **fields,
    )  # fmt: skip


def test_a_change_is_ordered_and_counts_from_its_day(at_school, school, variant):
    small = offers.make_variant(variant.offer, "Klein", school=12)
    resource = in_use(school, small)
    url = reverse("orders:change", args=[school.pk, resource.pk])
    look = at_school.post(url, {"variant": str(variant.pk)})
    assert "Klein" in look.content.decode()
    at_school.post(url, {**hidden(look), "send": "1"})
    order = Order.objects.get()
    assert "läuft schon" in at_school.get(url).content.decode()
    for address in ("rita@schule.example", "bodo@verband.example"):
        agree(address)
    do(order, feasible="yes")
    do(order)
    actions.accept_order(order=order, by=school.roles.get(role="it").contact.user)
    resource.refresh_from_db()
    order.refresh_from_db()
    assert (resource.variant, order.before, order.in_use_on) == (variant, small, timezone.localdate())


def test_an_end_is_not_before_the_contract_and_ends_in_the_register(at_school, school, variant):
    bound = in_use(school, variant, contract_until=date(2099, 12, 31))
    url = reverse("orders:end", args=[school.pk, bound.pk])
    assert "31. Dezember 2099" in at_school.post(url, {"wanted_on": timezone.localdate()}).content.decode()
    Resource.objects.update(contract_until=None)
    look = at_school.post(url, {})
    at_school.post(url, {**hidden(look), "send": "1"})
    order = Order.objects.get()
    agree("rita@schule.example")
    complete_task(task=open_tasks(order.subject).get(), actor=SYSTEM, variables={"feasible": "yes"})
    assert open_tasks(order.subject).count() == 0  # the last day is not over


def test_the_order_can_be_taken_back_until_it_is_set_up(at_school, school, variant):
    send(at_school, school, variant)
    order = Order.objects.get()
    at_school.post(reverse("orders:withdraw", args=[school.pk, order.pk]))
    assert not case_of(order.subject).is_open
    assert links()  # the head was asked …
    assert (
        "wartet nicht mehr" in at_school.get(reverse("orders:approve", args=[links()[0][1]])).content.decode()
    )


def test_the_clerk_sees_order_and_resources_on_the_cases_page(client, school, teacher, variant, desk):
    in_use(school, variant)
    order = actions.start_order(institution=school, variant=variant, by=teacher)
    question = actions.ask(institution=school, about=variant.offer.stream, text="Wann?", by=teacher)
    client.force_login(desk)
    pages = [
        client.get(reverse("workplace:case", args=[row.subject.removeprefix("case:")])).content.decode()
        for row in (order, question)
    ]
    assert "120,00 €" in pages[0]
    assert "schule.example" in pages[1]


def test_a_closed_institution_orders_nothing(at_school, school, variant):
    Institution.objects.filter(pk=school.pk).update(state="closed")
    assert send(at_school, school, variant).status_code == 422


def test_the_list_of_orders_takes_the_same_few_statements_whatever_its_length(
    school, teacher, variant, at_most_queries
):
    for number in range(4):
        actions.start_order(institution=school, variant=variant, by=teacher, once=str(number))
    with at_most_queries(4):
        assert len(orders_of(school)) == 4
