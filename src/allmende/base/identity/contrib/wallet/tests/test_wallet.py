"""Who someone is by the wallet: asked for little, kept for the session, never somebody else's account."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from allmende.base.identity.contrib.wallet.models import WalletRequest
from allmende.base.identity.contrib.wallet.tasks import drop_accounts_of_visits, drop_wallet_requests
from allmende.base.identity.models import Identification, User
from allmende.base.identity.queries import confirmed_of
from allmende.base.identity.sessions import _attach_identified
from allmende.base.identity.tests.factories import make_citizen

from .factories import ASK, Visit, fetch, make_service, make_settings

ALL = "given_name,family_name,birth_date,birth_place,nationality,street,house_number,postcode,city"


def now_in(browser):
    """The account that is logged in here, with what this session knows of it."""
    user = User.objects.get(pk=browser.session["_auth_user_id"])
    _attach_identified(browser.session, user)
    return user


@pytest.mark.parametrize("other", [False, True], ids=["same_device", "other_device"])
def test_who_is_logged_in_is_identified(visit, client, other):
    visit.other = other
    user = make_citizen()
    client.force_login(user)
    visit.begin(ALL)
    assert visit.finish().url == "/hilfe/"
    said = confirmed_of(now_in(client))
    assert {name: item.value for name, item in said.items()} == {
        "given_name": "Erika", "family_name": "Mustermann", "birth_date": "1964-08-12", "birth_place": "Berlin",
        "nationality": "DE", "street": "Heidestraße", "house_number": "17", "postcode": "51147", "city": "Köln",
    }  # fmt: skip
    assert (now_in(client).pk, now_in(client).trust_level) == (user.pk, "high")


def test_only_what_is_wanted_is_asked_for(visit):
    visit.begin("given_name,family_name,over_18")
    token = visit.wallet.get(urlsplit(visit.request()["request_uri"]).path).content.decode()
    claims = json.loads(_decoded(token.split(".")[1]))
    asked = [claim["path"] for claim in claims["dcql_query"]["credentials"][0]["claims"]]
    assert asked == [["given_name"], ["family_name"], ["age_equal_or_over", "18"]]
    assert "verifier_info" not in claims


def test_somebody_unknown_chooses_an_account(visit, client):
    visit.begin()
    page = visit.finish()
    assert "Go on without an account" in page.content.decode() or "Ohne Konto weiter" in page.content.decode()
    assert not User.objects.exists()
    assert "_auth_user_id" not in client.session


def test_without_an_account_each_visit_is_a_new_one(visit, client, standin):
    for _ in range(2):
        browser = Visit(Client(headers={"host": "musterstadt.localhost"}), standin)
        browser.begin()
        browser.finish()
        assert browser.browser.post("/konto/dienste/wallet/wallet/neu/").url == "/hilfe/"
        assert now_in(browser.browser).name == "Erika Mustermann"
    assert User.objects.count() == 2


def test_a_new_account_is_identified_again(visit, client):
    visit.begin()
    visit.finish()
    client.post("/konto/dienste/wallet/wallet/neu/")
    visit.begin()
    assert visit.finish().url == "/hilfe/"
    assert User.objects.count() == 1


def test_log_in_attaches_what_the_wallet_said(visit, client):
    user = make_citizen()
    visit.begin()
    visit.finish()
    client.force_login(user)
    assert client.get("/konto/dienste/wallet/wallet/weiter/").url == "/hilfe/"
    assert now_in(client).trust_level == "high"


def test_of_age_without_the_birth_date(visit, client):
    user = make_citizen()
    client.force_login(user)
    visit.begin("over_18", ASK.replace("substantial", "none"))
    assert visit.finish().url == "/hilfe/"
    said = confirmed_of(now_in(client))
    assert {name: (item.value, item.level) for name, item in said.items()} == {"over_18": ("yes", "high")}
    assert now_in(client).trust_level == "low"


def test_under_age_is_said_as_well(visit, client):
    client.force_login(make_citizen())
    visit.person = 1
    visit.begin("over_18", ASK.replace("substantial", "none"))
    visit.finish()
    assert confirmed_of(now_in(client))["over_18"].value == "no"


def test_of_age_comes_to_what_the_session_knows(visit, client):
    client.force_login(make_citizen())
    visit.begin(ALL)
    visit.finish()
    visit.begin("over_18", ASK.replace("substantial", "none"))
    visit.finish()
    assert {"over_18", "family_name"} <= confirmed_of(now_in(client)).keys()
    assert now_in(client).trust_level == "high"


def test_of_age_alone_makes_no_account(visit, client):
    page = visit.begin("over_18", ASK.replace("substantial", "none"))
    assert page.redirect_chain[-1][0].startswith("/konto/anmelden/")
    assert not WalletRequest.objects.exists()


def test_of_age_alone_does_not_identify(visit, client):
    client.force_login(make_citizen())
    visit.begin("over_18")
    assert visit.finish().url == "/hilfe/"
    assert now_in(client).trust_level == "low"


def test_somebody_born_on_another_day_is_not_taken(visit, client):
    client.force_login(make_citizen())
    visit.begin(ALL)
    visit.finish()
    visit.person = 1
    visit.begin(ALL)
    assert visit.finish().status_code == 403
    assert confirmed_of(now_in(client))["given_name"].value == "Erika"


def test_declining_loses_nothing(visit, client):
    visit.begin()
    assert visit.answer(decline=True).json() == {}
    page = client.get("/konto/dienste/wallet/wallet/weiter/")
    assert page.status_code == 403
    assert "/konto/ausweisen/?service=wallet&amp;level=substantial" in page.content.decode()


def test_the_page_goes_on_by_itself(visit, client):
    visit.other = True
    visit.begin()
    assert "HX-Redirect" not in client.get("/konto/dienste/wallet/wallet/stand/").headers
    visit.answer()
    assert client.get("/konto/dienste/wallet/wallet/stand/")["HX-Redirect"].endswith("/weiter/")


def test_next_before_the_answer_says_so(visit, client):
    visit.begin()
    assert client.get("/konto/dienste/wallet/wallet/weiter/").url == "/konto/dienste/wallet/wallet/"


def test_a_name_in_the_certificate_is_the_client(tenant, client, standin, registered):
    make_service(make_settings(standin, client_id_prefix="x509_san_dns"))
    client.force_login(make_citizen())
    visit = Visit(client, standin)
    visit.begin()
    assert visit.request()["client_id"] == "x509_san_dns:musterstadt.localhost"
    assert visit.finish().url == "/hilfe/"


def test_keys_are_trusted_as_certificates_are(tenant, client, standin):
    keys = json.loads(fetch(f"{standin.url}/jwks"))
    make_service(make_settings(standin, trusted_certificates="", trusted_keys=keys))
    client.force_login(make_citizen())
    standin.misbehave(no_certificate=True)
    visit = Visit(client, standin)
    visit.begin()
    assert visit.finish().url == "/hilfe/"


def test_old_requests_are_forgotten(visit, service):
    visit.begin()
    WalletRequest.objects.update(created_at="2020-01-01T00:00:00Z")
    drop_wallet_requests()
    assert not WalletRequest.objects.exists()


def test_accounts_of_visits_end(visit, client):
    visit.begin()
    visit.finish()
    client.post("/konto/dienste/wallet/wallet/neu/")
    drop_accounts_of_visits()
    assert User.objects.get().erased_at is None
    Identification.objects.update(at=timezone.now() - timedelta(days=3))
    drop_accounts_of_visits()
    assert User.objects.get().erased_at is not None
    assert not Identification.objects.exists()


def test_an_account_with_another_door_stays(visit, client):
    client.force_login(make_citizen())
    visit.begin()
    visit.finish()
    Identification.objects.update(at=timezone.now() - timedelta(days=3))
    drop_accounts_of_visits()
    assert Identification.objects.exists()


def test_nothing_readable_lies_in_the_tables(visit, client):
    client.force_login(make_citizen())
    visit.other = True
    visit.begin(ALL)
    visit.answer()
    kept = "".join(str(row) for row in WalletRequest.objects.values_list())
    visit.browser.get("/konto/dienste/wallet/wallet/weiter/")
    kept += "".join(str(row) for row in Identification.objects.values_list())
    assert "Mustermann" not in kept
    assert set(WalletRequest.objects.values_list("answer", flat=True)) == {""}


def _decoded(part):
    import base64

    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
