"""Who leaves on one side leaves on the other: begun here, begun at the provider, and never by anybody else's word."""

import base64
import re

import pytest
from django.test import Client

from allmende.base.identity.models import AccountSession, Handshake
from allmende.foundation.events.models import Event
from allmende.standins.bundid.party import read_party

from . import bundid as way

HOST = "musterstadt.localhost"
SLO = "/konto/dienste/bundid/saml/abmelden/"
pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture(autouse=True)
def _service(tenant, bundid):
    return way.connect(bundid)


def stranger() -> Client:
    """A browser that sends another site's form: without our cookies."""
    return Client(headers={"host": HOST})


def session_there(bundid) -> str:
    return re.findall(r'name="session" value="([^"]+)"', way.fetch(f"{bundid.url}/").decode())[-1]


def told_there(bundid) -> dict[str, str]:
    """What the provider sends us when somebody logs out there."""
    form = way.fields(way.fetch(f"{bundid.url}/leave", {"session": session_there(bundid)}).decode())
    assert form.pop("").endswith(SLO)
    return form


def is_in(client) -> bool:
    return client.get("/konto/").status_code == 200


def test_our_metadata_says_where_log_outs_come(client):
    party = read_party(client.get("/konto/dienste/bundid/saml/metadaten/").content)
    assert party.slo == f"{way.BASE}{SLO}"


def test_who_leaves_at_the_provider_leaves_here(client, bundid):
    way.log_in(client, bundid)
    other = Client(headers={"host": HOST})
    way.log_in(other, bundid, person="mehmet")
    other_session = session_there(bundid)
    way.log_in(client, bundid, means="high")
    assert session_there(bundid) != other_session

    page = stranger().post(SLO, told_there(bundid))

    assert not is_in(client)
    assert is_in(other)
    answer = way.fields(page.content.decode())
    assert answer["RelayState"] == "x"
    assert b"Der Dienst hat die Anmeldung beendet" in way.fetch(answer.pop(""), answer)
    assert AccountSession.objects.count() == 1


def test_who_leaves_here_may_leave_at_the_provider(client, bundid):
    way.log_in(client, bundid)
    session = session_there(bundid)
    goodbye = client.post("/konto/abmelden/").context["goodbye"]
    assert not is_in(client)
    form = way.fields(client.get(goodbye).content.decode())
    assert form[""].startswith(bundid.url)
    answer = way.fields(way.fetch(form.pop(""), form).decode())
    assert session not in way.fetch(f"{bundid.url}/").decode()

    back = stranger().post(SLO, {"SAMLResponse": answer["SAMLResponse"]})

    assert back.status_code == 303
    page = client.get(back["Location"], follow=True).content.decode()
    assert "auch beim Anmeldedienst" in page
    assert not Handshake.objects.exists()
    assert stranger().post(SLO, {"SAMLResponse": answer["SAMLResponse"]}).status_code == 400


def test_a_provider_that_fails_is_told(client, bundid):
    way.log_in(client, bundid)
    bundid.misbehave(logout_failed=True)
    form = way.fields(client.get(client.post("/konto/abmelden/").context["goodbye"]).content.decode())
    answer = way.fields(way.fetch(form.pop(""), form).decode())
    back = stranger().post(SLO, {"SAMLResponse": answer["SAMLResponse"]})
    assert "Bitte tun Sie das dort" in client.get(back["Location"], follow=True).content.decode()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("logout_unsigned", "signature"), ("logout_other_key", "signature"), ("logout_elsewhere", "destination"),
     ("logout_old", "expired")],
)  # fmt: skip
def test_nobody_else_logs_anybody_out(client, bundid, fault, reason):
    way.log_in(client, bundid)
    bundid.misbehave(**{fault: True})
    assert stranger().post(SLO, told_there(bundid)).status_code == 400
    assert is_in(client)
    refused = Event.objects.filter(type="identity.identification_refused").latest("position")
    assert refused.data["reason"] == f"logout_{reason}"


def test_a_changed_word_and_an_answer_that_nobody_asked_for_are_refused(client, bundid):
    way.log_in(client, bundid)
    form = told_there(bundid)
    changed = base64.b64decode(form["SAMLRequest"]).replace(b"SessionIndex>_", b"SessionIndex>x")
    for wrong in ({"SAMLRequest": base64.b64encode(changed)}, {"SAMLResponse": form["SAMLRequest"]}, {}):
        assert stranger().post(SLO, wrong).status_code == 400
    assert is_in(client)


def test_an_old_request_does_not_end_a_newer_log_in(client, bundid):
    way.log_in(client, bundid)
    form = told_there(bundid)
    stranger().post(SLO, form)
    way.log_in(client, bundid)
    assert stranger().post(SLO, form).status_code == 200
    assert is_in(client)


def test_without_an_address_for_log_outs_nothing_is_offered(client, bundid):
    way.connect(bundid, settings={"slo_url": ""})
    way.log_in(client, bundid)
    assert client.post("/konto/abmelden/").context is None
    assert stranger().post(SLO, {"SAMLRequest": "x"}).status_code == 404
