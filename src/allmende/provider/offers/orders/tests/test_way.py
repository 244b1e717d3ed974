"""An order's whole way: agreed to, found possible, set up, accepted, in the register."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions import close_case
from allmende.base.messages.models import OutgoingEmail
from allmende.base.workflow.actions import complete_task, fire_due_timers
from allmende.base.workflow.queries import open_incidents, open_tasks
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.models import Contact, Offer
from allmende.provider.offers.orders import actions
from allmende.provider.offers.orders.access import case_of, open_approval
from allmende.provider.offers.orders.errors import OrderError
from allmende.provider.offers.orders.models import Order
from allmende.provider.offers.orders.provisioning import Provisioner, provisioners
from allmende.provider.offers.orders.things import missing_kinds, things_of
from allmende.provider.offers.resources.actions import save_resource
from allmende.provider.offers.resources.fields import FieldsRefusedError
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.tests import factories as offers


def names(order):
    return [task.name for task in open_tasks(order.subject)]


def do(order, **variables):
    complete_task(task=open_tasks(order.subject).get(), actor=SYSTEM, variables=variables)


def links():
    """The links to agree by who got them, newest last."""
    mails = OutgoingEmail.objects.filter(kind__startswith="order_approval").order_by("created_at")
    return [(mail.to, re.search(r"zustimmen/([^/\s]+)/", mail.body).group(1)) for mail in mails]


def agree(address, approved=True, reason=""):
    token = next(token for to, token in reversed(links()) if to == address)
    approval, contact = open_approval(token)
    return actions.answer_approval(approval=approval, approved=approved, by=contact, reason=reason)


@pytest.fixture
def order(school, teacher, variant):
    return actions.start_order(
        institution=school, variant=variant, by=teacher, remarks="Bitte bald", once="a"
    )


def test_b41_from_one_hand_from_order_to_register(order, school, teacher, variant):
    assert [to for to, _ in links()] == ["rita@schule.example"]
    agree("rita@schule.example")
    assert links()[-1][0] == "bodo@verband.example"
    agree("bodo@verband.example")
    assert names(order) == ["Prüfen, ob das möglich ist"]
    do(order, feasible="yes")
    assert names(order) == ["Von Hand einrichten oder abschalten"]
    order.refresh_from_db()
    assert order.resource.state == Resource.State.PLANNED
    do(order)
    assert names(order) == []
    actions.accept_order(order=order, by=teacher)
    order.refresh_from_db()
    resource = order.resource
    assert (resource.state, resource.since, resource.variant) == ("active", timezone.localdate(), variant)
    assert resource.contract_until > timezone.localdate() + timedelta(days=360)
    case = case_of(order.subject)
    assert (case.is_open, case.data["result"]) == (False, "done")
    assert not open_incidents().exists()


def test_prices_and_term_are_frozen_in_the_order(order, variant):
    offers.set_price(variant, "body", "999.00", since=timezone.localdate())
    order.refresh_from_db()
    assert {(p["payer"], p["amount"]) for p in order.prices} == {("body", "120.00"), ("school", "0.00")}
    assert order.term_months == 12


def test_a_refusal_needs_a_reason_and_ends_the_order_with_it(order):
    with pytest.raises(OrderError):
        agree("rita@schule.example", approved=False)
    agree("rita@schule.example", approved=False, reason="Zu teuer")
    case = case_of(order.subject)
    assert not case.is_open
    assert "Zu teuer" in case.data["refusal"]
    with pytest.raises(OrderError):
        agree("rita@schule.example")


def test_who_does_not_answer_is_reminded_and_then_staff_clear_it(order):
    fire_due_timers(now=timezone.now() + timedelta(days=10))
    assert [to for to, _ in links()] == ["rita@schule.example"] * 2
    fire_due_timers(now=timezone.now() + timedelta(days=40))
    assert names(order) == ["Zustimmung klären: Leitung"]
    with pytest.raises(OrderError):
        agree("rita@schule.example")
    do(order, head_approval="no")
    assert case_of(order.subject).data["result"] == "refused"


def test_where_nobody_can_be_reached_staff_clear_it(school, variant, desk):
    Contact.objects.update(email="")
    order = actions.start_order(institution=school, variant=variant, by=desk)
    assert names(order) == ["Zustimmung klären: Leitung"]


def test_silence_is_acceptance_after_ten_working_days(order):
    agree("rita@schule.example")
    agree("bodo@verband.example")
    do(order, feasible="yes")
    do(order)
    fire_due_timers(now=timezone.now() + timedelta(days=30))
    order.refresh_from_db()
    assert (order.resource.state, order.accepted_at) == ("active", None)


def test_what_is_not_possible_ends_without_a_resource(order):
    agree("rita@schule.example")
    agree("bodo@verband.example")
    do(order, feasible="no")
    assert not case_of(order.subject).is_open
    assert not Resource.objects.exists()


def test_a_provisioner_of_the_type_sets_up_without_people(order, monkeypatch):
    done = []
    machine = Provisioner("web_space", set_up=lambda job: done.append(job.key) or {}, end=lambda job: None)
    monkeypatch.setitem(provisioners._items, "web_space", machine)
    agree("rita@schule.example")
    agree("bodo@verband.example")
    do(order, feasible="yes")
    assert names(order) == []
    assert len(done) == 1


def test_entering_it_in_the_register_twice_changes_nothing(order, teacher):
    agree("rita@schule.example")
    agree("bodo@verband.example")
    do(order, feasible="yes")
    do(order)
    actions.accept_order(order=order, by=teacher)
    first = Resource.objects.get()
    actions.put_in_use(order=order)
    assert Resource.objects.get().since == first.since
    with pytest.raises(OrderError):
        actions.accept_order(order=order, by=teacher)


def test_a_case_that_ends_early_leaves_nothing_half_set_up(order):
    agree("rita@schule.example")
    agree("bodo@verband.example")
    do(order, feasible="yes")
    close_case(case=case_of(order.subject), by=PROCESS)
    assert Resource.objects.get().state == Resource.State.ENDED


def test_who_does_not_belong_there_orders_nothing(school, variant):
    with pytest.raises(Http404):
        actions.start_order(
            institution=school, variant=variant, by=offers.make_contact_user(offers.make_institution())
        )


# ── an offer of several types ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def web(school, variant):
    """Web space with a database and an address."""
    Offer.objects.filter(pk=variant.offer_id).update(resource_types=["web_space", "database", "ip_address"])
    variant.offer.refresh_from_db()
    return variant


def through(order, **answers):
    """All agree, it is possible, and people set up."""
    agree("rita@schule.example")
    agree("bodo@verband.example")
    do(order, feasible="yes")
    if names(order):
        do(order)


@pytest.fixture
def running(school, teacher, web):
    """Web space and database, ordered and in use."""
    order = actions.start_order(institution=school, variant=web, by=teacher, once="a")
    through(order)
    actions.accept_order(order=order, by=teacher)
    order.refresh_from_db()
    return order


def test_all_types_of_an_offer_are_set_up_and_the_first_one_carries_the_price(running, web):
    found = {one.type: (one.state, one.variant_id) for one in Resource.objects.all()}
    assert found == {
        "web_space": ("active", web.pk), "database": ("active", None), "ip_address": ("active", None),
    }  # fmt: skip
    assert running.resource.type == "web_space"
    assert missing_kinds(running, things_of(running)) == []


@pytest.mark.parametrize("odd", ["web_space", "database"])
def test_a_type_of_which_more_must_be_known_is_left_to_staff(school, teacher, web, monkeypatch, odd):
    def save(*, type, **fields):
        if type == odd:
            raise FieldsRefusedError({"size": "fehlt"})
        return save_resource(type=type, **fields)

    monkeypatch.setattr("allmende.provider.offers.orders.actions.putting.save_resource", save)
    order = actions.start_order(institution=school, variant=web, by=teacher)
    assert actions.set_up(order=order, key=uuid.uuid4()) == "manual"
    assert missing_kinds(order, things_of(order)) == [odd]
    assert [one.type for one in Resource.objects.filter(variant=web)] == (
        [] if odd == "web_space" else ["web_space"]
    )


def test_who_sets_up_only_one_of_the_types_leaves_the_rest_to_people(school, teacher, web, monkeypatch):
    done = []
    machine = Provisioner("database", set_up=lambda job: done.append(job) or {}, end=lambda job: None)
    monkeypatch.setitem(provisioners._items, "database", machine)
    order = actions.start_order(institution=school, variant=web, by=teacher)
    agree("rita@schule.example")
    agree("bodo@verband.example")
    do(order, feasible="yes")
    assert [job.resource.type for job in done] == ["database"]
    assert names(order) == ["Von Hand einrichten oder abschalten"]


def test_setting_up_twice_plans_nothing_twice(school, teacher, web):
    order = actions.start_order(institution=school, variant=web, by=teacher)
    for _ in range(2):
        actions.set_up(order=Order.objects.get(pk=order.pk), key=uuid.uuid4())
    assert Resource.objects.count() == 3


def test_what_staff_enter_takes_the_place_of_what_was_planned(school, teacher, web, desk):
    order = actions.start_order(institution=school, variant=web, by=teacher)
    actions.set_up(order=order, key=uuid.uuid4())
    own = [
        Resource.objects.create(type=kind, number=f"von-hand-{kind}", name=kind, institution=school)
        for kind in ("web_space", "database", "ip_address")
    ]
    for one in own:
        actions.attach_resource(order=Order.objects.get(pk=order.pk), resource=one, by=desk)
    order.refresh_from_db()
    assert things_of(order) == own
    assert not Resource.objects.filter(state=Resource.State.PLANNED).exists()
    other = actions.start_order(institution=school, variant=web, by=teacher)
    with pytest.raises(OrderError):
        actions.attach_resource(order=other, resource=own[1], by=desk)


def test_a_change_changes_the_price_and_a_termination_ends_all_that_came_with_it(
    running, school, teacher, web
):
    bigger = offers.make_variant(web.offer, "Größer", body="240.00")
    change = actions.start_order(
        institution=school, variant=bigger, by=teacher, kind="change", resource=running.resource, once="b"
    )
    through(change)
    actions.accept_order(order=change, by=teacher)
    assert {one.variant_id for one in Resource.objects.all()} == {bigger.pk, None}
    Resource.objects.update(contract_until=None)
    last = timezone.localdate() + timedelta(days=3)
    end = actions.start_order(
        institution=school, variant=bigger, by=teacher, kind="end", once="c", wanted_on=last,
        resource=Resource.objects.get(type="web_space"),
    )  # fmt: skip
    agree("rita@schule.example")
    do(end, feasible="yes")
    assert names(end) == []  # the last day is not over
    fire_due_timers(now=timezone.now() + timedelta(days=5))
    do(end)
    assert sorted((one.type, one.state) for one in Resource.objects.all()) == [
        ("database", "ended"), ("ip_address", "ended"), ("web_space", "ended"),
    ]  # fmt: skip
    assert not case_of(end.subject).is_open
