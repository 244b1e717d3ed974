"""Answers that lie: each is refused with the one page and one event, and nobody is identified."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from allmende.base.identity.contrib.wallet.models import WalletRequest
from allmende.base.identity.models import Identification, User
from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.events.models import Event
from allmende.foundation.kept import forget_all
from allmende.foundation.tenants.context import use_tenant
from allmende.standins.wallet.faults import FAULTS

from .factories import Visit, make_service, make_settings
from .test_wallet import ALL, _decoded

NEXT = "/konto/dienste/wallet/wallet/weiter/"
LIES = {
    "alg_none": "issuer_alg", "kb_alg_none": "kb_alg", "other_issuer": "issuer_key", "no_certificate": "issuer_key",
    "own_certificate": "issuer_key",
    "other_key": "kb_signature", "no_key_binding": "kb_missing", "wrong_nonce": "nonce", "wrong_aud": "audience",
    "old_proof": "kb_freshness", "other_disclosures": "sd_hash", "expired": "credential_validity",
    "not_yet": "credential_validity", "revoked": "revoked", "suspended": "revoked", "no_status": "status",
    "other_type": "vct", "disclosed_more": "claims_unasked", "withheld": "claims_missing",
    "tampered_disclosure": "disclosure", "unencrypted": "unencrypted", "other_encryption": "encryption",
    "wrong_state": "state", "status_list=down": "status", "status_list=foreign": "status",
    "status_list=elsewhere": "status",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_picture(monkeypatch):
    """Nobody scans here, and drawing it takes longer than all the rest."""
    monkeypatch.setattr("allmende.base.identity.contrib.wallet.views.asked.qr_code", lambda uri: "data:,")


def refusals():
    return [event.data for event in Event.objects.filter(type="identity.identification_refused")]


def test_every_fault_is_tried():
    assert {name.partition("=")[0] for name in LIES} | {"replayed"} == set(FAULTS)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused(visit, client, standin, lie):
    client.force_login(make_citizen())
    name, _, value = lie.partition("=")
    visit.begin(ALL)
    standin.misbehave(**{name: value or True})
    said = visit.answer()
    assert said.status_code == 400
    assert said.json() == {
        "error": "invalid_request", "error_description": "the presentation was not accepted",
    }  # fmt: skip
    page = client.get(NEXT)
    assert page.status_code == 403
    assert "identity/refused.html" in [template.name for template in page.templates]
    assert refusals() == [{"service": "wallet", "reason": LIES[lie]}]
    assert not Identification.objects.exists()
    assert "identified" not in client.session


def test_a_presentation_counts_once(visit, client, standin):
    client.force_login(make_citizen())
    visit.begin()
    made = visit.present(visit.request())
    where = urlsplit(made["to"]).path
    assert visit.wallet.post(where, made["form"]).status_code == 200
    assert visit.wallet.post(where, made["form"]).status_code == 400
    assert refusals() == [{"service": "wallet", "reason": "replay"}]


def test_the_presentation_of_yesterday_answers_nothing_today(visit, client, standin):
    visit.begin()
    visit.answer()
    visit.begin()
    standin.misbehave(replayed=True)
    assert visit.answer().status_code == 400
    assert refusals() == [{"service": "wallet", "reason": "nonce"}]


def test_an_answer_for_another_request_opens_nothing(visit, client):
    visit.begin()
    made = visit.present(visit.request())
    visit.begin()
    where = urlsplit(visit.request()["request_uri"]).path.replace("anfrage", "antwort")
    assert visit.wallet.post(where, made["form"]).status_code == 400
    assert refusals() == [{"service": "wallet", "reason": "encryption"}]


def test_what_was_meant_for_another_town_is_refused(visit, client, standin, other_tenant):
    with use_tenant(other_tenant):
        make_service(make_settings(standin, host="kleinau.localhost"))
    there = Visit(Client(headers={"host": "kleinau.localhost"}), standin)
    there.begin()
    theirs, ours = there.request(), visit.begin() and visit.request()
    made = there.present(theirs)
    where = urlsplit(ours["request_uri"]).path.replace("anfrage", "antwort")
    assert visit.wallet.post(where, made["form"]).status_code == 400
    # The request of one town is not known in another.
    assert visit.wallet.get(urlsplit(theirs["request_uri"]).path).status_code == 404
    standin.misbehave(wrong_aud=theirs["client_id"])
    visit.begin()
    assert visit.answer().status_code == 400
    assert [row["reason"] for row in refusals()] == ["encryption", "audience"]


def test_only_the_browser_that_asked_can_finish(visit, client):
    visit.other = True
    visit.begin()
    visit.answer()
    thief = Client(headers={"host": "musterstadt.localhost"})
    assert thief.get(NEXT).status_code == 403
    assert client.get(NEXT).status_code == 200


@pytest.mark.parametrize("code", ["", "geraten", "ü"])
def test_on_this_device_only_the_wallet_leads_back(visit, client, code):
    client.force_login(make_citizen())
    visit.begin()
    visit.answer()
    assert client.get("/konto/dienste/wallet/wallet/zurueck/", {"response_code": code}).status_code == 403
    # Without the code nothing is there to go on with, however often it is tried.
    assert client.get(NEXT).url == "/konto/dienste/wallet/wallet/"
    assert refusals() == [{"service": "wallet", "reason": "session"}]


def test_the_way_back_is_of_no_use_in_another_browser(visit, client):
    visit.begin()
    back = visit.answer().json()["redirect_uri"]
    thief = Client(headers={"host": "musterstadt.localhost"})
    thief.get("/konto/ausweisen/?service=wallet")
    assert thief.get(back.removeprefix("http://musterstadt.localhost")).status_code == 403
    assert not User.objects.exists()


def test_a_request_ends(visit, client):
    visit.begin()
    opened = visit.request()
    made = visit.present(opened)
    WalletRequest.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert visit.wallet.get(urlsplit(opened["request_uri"]).path).status_code == 404
    assert visit.wallet.post(urlsplit(made["to"]).path, made["form"]).status_code == 400
    assert refusals() == [{"service": "wallet", "reason": "expired"}]


@pytest.mark.parametrize(
    "form",
    [
        {}, {"response": "x"}, {"response": "a.b.c.d.e"}, {"response": "[" * 5000}, {"response": "ü\x00"},
        {"error": "access_denied"}, {"error": "access_denied", "state": "geraten"}, {"vp_token": "{}"},
    ],
)  # fmt: skip
def test_rubbish_is_refused(visit, client, form):
    visit.begin()
    where = urlsplit(visit.request()["request_uri"]).path.replace("anfrage", "antwort")
    assert visit.wallet.post(where, form).status_code == 400
    assert len(refusals()) == 1


def test_nobody_fills_the_log_at_one_address(visit, client):
    visit.begin()
    where = urlsplit(visit.request()["request_uri"]).path.replace("anfrage", "antwort")
    said = [visit.wallet.post(where, {"response": "x"}).status_code for _ in range(25)]
    assert said[-1] == 429
    assert len(refusals()) == 20


def test_a_list_of_withdrawn_ids_is_asked_for_once(visit, client, standin):
    client.force_login(make_citizen())
    visit.begin()
    visit.answer()
    standin.misbehave(status_list="down")
    visit.begin()
    assert visit.answer().status_code == 200
    forget_all()
    visit.begin()
    assert visit.answer().status_code == 400


def test_a_request_is_taken_by_its_own_wallet_alone(visit, client):
    """The request carries the nonce of the wallet that asked for it, and is encrypted for it where it wants that."""
    from joserfc import jwe
    from joserfc.jwk import ECKey

    visit.begin()
    where = urlsplit(visit.request()["request_uri"]).path
    key = ECKey.generate_key("P-256")
    metadata = {
        "request_object_encryption_alg_values_supported": ["ECDH-ES"],
        "request_object_encryption_enc_values_supported": ["A128GCM"],
        "jwks": {"keys": [key.as_dict(private=False)]},
    }
    made = visit.wallet.post(where, {"wallet_nonce": "mein", "wallet_metadata": json.dumps(metadata)})
    inner = jwe.decrypt_compact(made.content.decode(), key).plaintext.decode()
    assert json.loads(_decoded(inner.split(".")[1]))["wallet_nonce"] == "mein"
