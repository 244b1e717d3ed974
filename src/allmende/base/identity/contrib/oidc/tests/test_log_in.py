import pytest

from allmende.base.identity.models import User
from allmende.base.identity.queries import confirmed_of, export_account

from .conftest import begin, choose, come_back, log_in, make_service

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture
def service(provider):
    return make_service(provider)


def test_a_business_logs_in_and_what_the_service_confirmed_is_there(client, provider, service) -> None:
    assert log_in(client, provider, service, next="/konto/daten/", level="substantial").url == "/konto/daten/"
    user = User.objects.get()
    assert user.name == "Mehmet Aydin"
    assert user.email == "mehmet.aydin@aydin-feinkost.example"
    said = export_account(user)["identifications"][0]["said"]
    assert said["organisation"] == "Aydin Feinkost e. K."
    assert said["city"] == "Musterstadt"
    page = client.get("/konto/")
    assert page.wsgi_request.user.trust_level == "substantial"
    assert confirmed_of(page.wsgi_request.user)["birth_date"].level == "substantial"


def test_the_second_log_in_finds_the_same_account(client, provider, service) -> None:
    log_in(client, provider, service)
    client.logout()
    log_in(client, provider, service)
    assert User.objects.count() == 1


def test_an_address_that_the_service_has_not_checked_is_not_the_accounts(client, provider, service) -> None:
    log_in(client, provider, service, "u-91bc")
    assert User.objects.get().email == ""


def test_the_request_is_bound_to_this_browser(client, provider, service) -> None:
    asked = begin(client, service, level="substantial")
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://musterstadt.localhost/konto/dienste/business/oidc/"
    assert asked["acr_values"] == "urn:standin:substantial"
    assert "nachbildung" not in str(asked)


def test_a_weaker_log_in_than_asked_for_is_refused_and_nothing_is_lost(client, provider, service) -> None:
    answer = log_in(client, provider, service, strong=False, level="substantial", next="/konto/daten/")
    assert answer.status_code == 403
    assert "/konto/daten/" in answer.content.decode()


def test_a_new_key_of_the_provider_is_learnt_without_waiting(client, provider, service) -> None:
    log_in(client, provider, service)
    client.logout()
    provider.misbehave(key_rotated=True)
    assert log_in(client, provider, service).status_code == 302


def test_userinfo_adds_what_the_id_token_leaves_out(client, provider) -> None:
    service = make_service(provider, userinfo=True)
    assert log_in(client, provider, service).status_code == 302


def test_two_tabs_do_not_disturb_each_other(client, provider, service) -> None:
    first, second = begin(client, service), begin(client, service)
    assert come_back(client, choose(provider, service, first, "u-7f3a")).status_code == 302
    assert come_back(client, choose(provider, service, second, "u-7f3a")).status_code == 302


def test_logging_out_offers_to_log_out_there_too(client, provider, service) -> None:
    log_in(client, provider, service)
    page = client.post("/konto/abmelden/").content.decode()
    assert f"{provider.url}/unternehmen/end_session?client_id=allmende" in page
    assert "_auth_user_id" not in client.session


def test_she_sees_the_connection_and_removes_it_where_another_way_in_is_left(
    client, provider, service
) -> None:
    log_in(client, provider, service)
    user = User.objects.get()
    assert "/konto/dienste/business/trennen/" in client.get("/konto/").content.decode()
    client.post("/konto/dienste/business/trennen/")
    assert user.identifications.exists()
    user.set_password("katze-am-fenster-neu")
    user.save()
    client.force_login(user)
    client.post("/konto/dienste/business/trennen/")
    assert not user.identifications.exists()
