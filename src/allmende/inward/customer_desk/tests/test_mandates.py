"""A clerk notes who may act for a customer: the service centre for everything, a clerk for the cases of the office."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from allmende.base.cases.tests.conftest import plain_documents, town, version  # noqa: F401
from allmende.base.cases.tests.factories import clerk, send
from allmende.base.customers.mandates.models import Mandate
from allmende.base.identity.tests.factories import make_citizen

from .test_desk import browser, desk, erika, page  # noqa: F401

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def agent(town):  # noqa: F811
    return make_citizen("anwalt@example.org", name="Ada Anwalt")


def note(at: Client, customer, scope: str = "all", **more):
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    data = {
        "email": "anwalt@example.org", "kind": "person", "scope": scope, "ends_on": day, "proof": "document",
        "proof_note": "Vollmacht vom 1. März", **more,
    }  # fmt: skip
    return at.post(page("mandate", customer.pk), data)


def test_both_sides_hear_of_it_and_it_can_be_ended(desk, agent):  # noqa: F811
    customer = erika(email="e@example.org")
    assert note(desk, customer).status_code == 302
    assert {address for sent in mail.outbox for address in sent.to} == {"e@example.org", agent.email}
    mandate = Mandate.objects.get()
    assert (mandate.agent, mandate.principal, mandate.is_sure) == (agent, customer, True)
    shown = desk.get(page("customer", customer.pk)).content.decode()
    assert "Ada Anwalt" in shown
    assert "Vollmacht vom 1. März" in shown
    desk.post(page("mandate_end", customer.pk, mandate.pk))
    mandate.refresh_from_db()
    assert mandate.state == "withdrawn"


def test_for_one_case_it_opens_only_this_one(desk, agent, version):  # noqa: F811
    owner = make_citizen("max@example.org")
    one, other = send(version, by=owner).case, send(version, by=owner).case
    assert (
        note(desk, one.customer, f"case:{one.subject}").status_code == 422
    )  # not open to the service centre
    office = browser(clerk())
    assert note(office, one.customer).status_code == 422  # everything is not the office's to open
    assert note(office, one.customer, f"case:{one.subject}").status_code == 302
    theirs = browser(agent)
    assert theirs.get(f"/meine-antraege/{one.reference}/").status_code == 200
    assert theirs.get(f"/meine-antraege/{other.reference}/").status_code == 302
    office.post(page("mandate_end", one.customer.pk, Mandate.objects.get().pk))
    assert theirs.get(f"/meine-antraege/{one.reference}/").status_code == 302


@pytest.mark.parametrize("more", [{"email": "niemand@example.org"}, {"proof": "declared"}, {"proof_note": " "},
                                  {"ends_on": "2999-01-01"}, {"scope": "nothing"}])  # fmt: skip
def test_what_does_not_fit_is_said(desk, agent, more):  # noqa: F811
    assert note(desk, erika(), **more).status_code == 422
    assert not Mandate.objects.exists()


def test_the_page_leads_to_the_counter(desk):  # noqa: F811
    customer = erika()
    shown = desk.get(page("customer", customer.pk)).content.decode()
    assert f"/schalter/?kunde={customer.pk}" in shown
    assert "Erika Beispiel" in desk.get(f"/schalter/?kunde={customer.pk}").content.decode()
