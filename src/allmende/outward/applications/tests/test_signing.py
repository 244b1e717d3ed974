"""The person who applied sees who still has to sign, and helps an invitation on its way."""

from __future__ import annotations

import pytest

from allmende.base.cases.tests.conftest import plain_documents, town  # noqa: F401
from allmende.base.cases.tests.factories import make_procedure
from allmende.base.cases.tests.test_signing import MANIFEST, form
from allmende.base.cases.tests.test_signing_pages import applied
from allmende.base.identity.tests.factories import make_citizen
from allmende.base.messages.models import OutgoingEmail
from allmende.base.signatures.cosigning.models import Signer


@pytest.fixture
def case(town, plain_documents):  # noqa: F811
    version = make_procedure(procedure=MANIFEST, form=form())
    return applied(version, by=make_citizen("erika@example.org"))


@pytest.fixture
def mine(client, case):
    client.force_login(case.customer.user)
    return client


@pytest.fixture
def address(case):
    return f"/meine-antraege/{case.reference}/unterschrift/{Signer.objects.get().pk}/"


def test_the_page_says_who_has_to_sign(mine, case):
    page = mine.get(f"/meine-antraege/{case.reference}/").content.decode()
    assert "Wartet auf Unterschriften" in page
    assert "Max Muster" in page
    assert "Wartet auf Unterschriften" in mine.get("/meine-antraege/").content.decode()


def test_the_same_address_gets_a_new_link(mine, address):
    assert mine.post(address, {"email": "max@example.org"}).status_code == 302
    assert OutgoingEmail.objects.filter(to="max@example.org").count() == 2


def test_another_address_gets_the_link(mine, address):
    assert mine.post(address, {"email": "max@muster.example"}).status_code == 302
    assert Signer.objects.get().email == "max@muster.example"


@pytest.mark.parametrize("typed", ["", "max", "x" * 400, "ERIKA@example.org"])
def test_what_is_no_address_of_theirs_is_refused(mine, address, typed):
    assert mine.post(address, {"email": typed}).status_code == 422
    assert Signer.objects.get().email == "max@example.org"


def test_nobody_floods_a_mailbox(mine, address):
    statuses = [mine.post(address, {"email": "max@example.org"}).status_code for _ in range(6)]
    assert statuses[-1] == 422


def test_a_stranger_changes_nothing(client, address):
    client.force_login(make_citizen())
    assert "antrag-ansehen" in client.post(address, {"email": "x@example.org"}).url
    assert Signer.objects.get().email == "max@example.org"


def test_it_stands_among_the_invited_persons_own_applications(client, case):
    client.force_login(make_citizen("max@example.org", name="Max Muster"))
    assert "Hund Bello" in client.get("/meine-antraege/").content.decode()
