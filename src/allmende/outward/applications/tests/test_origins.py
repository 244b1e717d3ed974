"""Where answers come from: filled in from the account, found in the address register, or typed."""

from __future__ import annotations

import pytest

from allmende.base.addresses.models import HouseNumber, Street
from allmende.base.cases.models import Submission
from allmende.base.customers.actions import customer_for_user, update_customer
from allmende.base.identity.access import actor_of

from ..actions.sending import provenance
from ..content import DraftContent
from ..models import Draft
from ..views import start
from .conftest import Browser
from .factories import make_citizen


@pytest.fixture
def citizen(client, tenant):
    user = make_citizen()
    address = {"street": "Hauptstraße", "house_number": "1", "postcode": "45127", "city": "Musterstadt"}
    update_customer(customer=customer_for_user(user), actor=actor_of(user), address=address)
    client.force_login(user)
    return user


@pytest.fixture
def own(client, procedure, citizen):
    client.post(f"/antrag/{procedure.key}/")
    return Browser(client, Draft.objects.get())


def test_the_account_fills_in_what_it_knows(own):
    person = own.answers["person"]
    assert (person["given_name"], person["family_name"]) == ("Kim", "Muster")
    assert own.answers["email"] == "kim@example.org"


def test_the_person_may_change_what_was_filled_in(own):
    assert "Kim" in own.text("owner")
    own.fill_in()
    assert own.send().status_code == 200


def test_what_was_filled_in_and_kept_says_so_with_the_account_s_level(own, citizen):
    own.fill_in()
    own.send()
    kept = Submission.objects.get().provenance
    assert kept["email"] == {"source": "account", "level": citizen.trust_level.value}
    assert kept["person.given_name"]["source"] == "account"


def test_what_was_changed_counts_as_typed(citizen):
    content = DraftContent(
        answers={"email": "neu@example.org"}, prefilled={"email": ["account", "kim@example.org"]}
    )
    assert set(provenance(content, citizen.trust_level)) == {"*"}


def test_an_address_of_the_register_says_so(browser):
    street = Street.objects.create(name="Hauptstraße", folded="hauptstr")
    HouseNumber.objects.create(street=street, number=1, x=0, y=0, lat=0, lon=0)
    browser.fill_in()
    browser.send()
    assert Submission.objects.get().provenance["address"]["source"] == "register"


def test_an_address_that_is_not_in_the_register_is_typed(browser):
    browser.fill_in()
    browser.send()
    assert set(Submission.objects.get().provenance) == {"*"}


def test_nobody_begins_applications_without_end(client, procedure, monkeypatch):
    monkeypatch.setattr(start, "DRAFTS_AN_HOUR", 2)
    answers = [client.post(f"/antrag/{procedure.key}/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert Draft.objects.count() == 2
