"""Answers that must not be believed: one page, one event without personal data, nobody logged in."""

import base64
from functools import lru_cache

import pytest
from django.test import Client

from allmende.base.identity.models import Identification, User
from allmende.foundation.events.models import Event
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Hostname
from allmende.standins.bundid import xml
from allmende.standins.bundid.answers import Answers
from allmende.standins.bundid.party import Asked, read_party
from allmende.standins.bundid.persons import ATTRIBUTES, BPK2, PERSONS

from . import bundid as way
from . import forging

pytestmark = pytest.mark.usefixtures("tenant")
IDP = "https://id.bund.example"
WANTED = [f"urn:oid:{oid}" for oid, _label in ATTRIBUTES.values()] + [f"urn:oid:{BPK2}"]


@lru_cache
def pairs() -> tuple[xml.Pair, xml.Pair]:
    """The provider's key and an attacker's."""
    return xml.new_pair("bund"), xml.new_pair("attacker")


@pytest.fixture
def service(tenant):
    its = {
        "idp_entity_id": f"{IDP}/metadata",
        "sso_url": f"{IDP}/sso",
        "idp_certificates": [pairs()[0].certificate],
    }
    return way.save_service(
        key="bundid", provider="bundid", label="BundID", audience="citizen", level="high", by=None,
        settings={"base_url": way.BASE, "keys": [way.own_key()], **its},
    )  # fmt: skip


@pytest.fixture
def material(client, service) -> forging.Material:
    """A question that this browser asked, and a provider to answer it."""
    return forging.Material(Answers(IDP, *pairs(), {}), question(client))


def question(client: Client) -> Asked:
    """Begin at the service, and read what it asks."""
    page = client.get(way.BEGIN, {"service": "bundid", "level": "substantial", "next": "/"})
    sent = base64.b64decode(way.fields(page.content.decode())["SAMLRequest"])
    party = read_party(client.get("/konto/dienste/bundid/saml/metadaten/").content)
    return Asked(party, xml.etree.fromstring(sent).get("ID"), "", WANTED, 3)


def bring(client: Client, content: bytes, acs: str = way.ACS):
    return way.bring(client, {"SAMLResponse": base64.b64encode(content).decode()}, acs)


def assert_refused(client: Client, page, *, reason: str = "") -> None:
    assert page.status_code == 403
    assert "Die Anmeldung hat nicht geklappt" in page.content.decode()
    event = Event.objects.get(type="identity.identification_refused")
    assert set(event.data) == {"service", "reason"}
    assert event.data["service"] == "bundid"
    assert not reason or event.data["reason"] == reason
    assert "_auth_user_id" not in client.session
    assert not Identification.objects.exists()
    assert not User.objects.exists()


def test_the_true_answer_is_believed(client, material) -> None:
    """Else all that follows would prove nothing."""
    assert bring(client, material.send(material.genuine())).status_code == 302
    assert User.objects.get().name == "Mehmet Aydin"


@pytest.mark.parametrize("attack", forging.ATTACKS, ids=lambda attack: attack.__name__)
def test_forged(client, material, attack) -> None:
    assert_refused(client, bring(client, attack(material)))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("wrong_audience", "audience"), ("wrong_destination", "destination"), ("wrong_recipient", "recipient"),
        ("expired", "expired"), ("early", "too_early"), ("unasked", "replay"), ("plain", "encryption"),
        ("other_recipient_key", "encryption"), ("other_key", "signature"), ("unsigned", "signature"),
        ("wrapped", "assertion"), ("comment", "xml"), ("low", "level"), ("anonymous", "subject"),
    ],
)  # fmt: skip
def test_meant_for_others_or_badly_made(client, material, fault, reason) -> None:
    material.answers.faults = {fault: True}
    content = material.answers.response(material.asked, PERSONS["klara"], "high")
    assert_refused(client, bring(client, content), reason=reason)


def test_another_towns_answer(client, material, other_tenant) -> None:
    """The same provider, the same person, a true answer: but for the neighbour."""
    theirs = material.asked.party.entity_id.replace("musterstadt", "kleinau")
    material.answers.faults = {"wrong_audience": theirs}
    content = material.answers.response(material.asked, PERSONS["klara"], "high")
    assert_refused(client, bring(client, content), reason="audience")


def test_an_answer_works_in_the_town_that_asked_only(client, material, other_tenant) -> None:
    content = base64.b64encode(material.send(material.genuine())).decode()
    with use_tenant(other_tenant):
        assert Hostname.objects.filter(tenant=other_tenant).exists()
    stranger = Client(headers={"host": "kleinau.localhost"})
    assert stranger.post(way.ACS, {"SAMLResponse": content}).status_code == 404


def test_no_answer_is_taken_twice(client, material) -> None:
    content = material.send(material.genuine())
    assert bring(client, content).status_code == 302
    thief = Client(headers={"host": "musterstadt.localhost"})
    page = bring(thief, content)
    assert page.status_code == 403
    assert "_auth_user_id" not in thief.session
    assert Event.objects.get(type="identity.identification_refused").data["reason"] == "replay"


def test_an_answer_belongs_to_the_browser_that_asked(client, material) -> None:
    """Neither can somebody be logged in unawares to an attacker's account."""
    victim = Client(headers={"host": "musterstadt.localhost"})
    assert_refused(victim, bring(victim, material.send(material.genuine())), reason="session")


def test_a_ticket_opens_once(client, material) -> None:
    form = {"SAMLResponse": base64.b64encode(material.send(material.genuine())).decode()}
    address = Client(headers={"host": "musterstadt.localhost"}).post(way.ACS, form)["Location"]
    assert client.get(address).status_code == 302
    client.post("/konto/abmelden/")
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("sent", ["", "!", "PHg+", "A" * 700_000, base64.b64encode(b"<a/>").decode()])
def test_what_is_no_answer(client, service, sent) -> None:
    assert_refused(client, way.bring(client, {"SAMLResponse": sent}), reason="xml")


def test_clocks_may_differ_a_little(client, material, monkeypatch) -> None:
    import datetime

    now = datetime.datetime.now(datetime.UTC)
    for shift, status in ((-62, 403), (-50, 302)):
        material.answers._now = lambda shift=shift: now - datetime.timedelta(seconds=shift)
        assert bring(client, material.send(material.genuine())).status_code == status, shift
        material.asked = question(client)


def test_an_address_of_the_page_is_no_way_out(client, service) -> None:
    page = client.get(way.BEGIN, {"service": "bundid", "level": "low", "next": "https://attacker.example/"})
    assert client.session["identifying"]["bundid"]["next"] == ""
    assert page.status_code == 200
