"""The page on which administrators set up the services of their municipality; OpenID stands for all providers."""

import pytest

from allmende.base.identity.models import LoginService
from allmende.base.identity.providers import providers
from allmende.base.identity.services import settings_of
from allmende.base.identity.tests.factories import make_citizen, make_staff, make_unit
from allmende.foundation.events.models import Event

from .conftest import make_service

pytestmark = pytest.mark.usefixtures("tenant")
ROOT = "/konto/anmeldedienste/"


@pytest.fixture
def town():
    return make_unit("stadt")


@pytest.fixture
def admin(client, town):
    user = make_staff(unit=town, role="admin")
    client.force_login(user)
    return user


def fields(client, path: str, **more):
    """What the page's form would send, as it came."""
    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in {**sent, **more}.items() if value is not None and value is not False
    }


def path_of(service) -> str:
    return f"{ROOT}{service.pk}/"


@pytest.mark.parametrize("who", [make_citizen, lambda: make_staff(role="head")])
def test_the_pages_do_not_exist_for_others(client, town, who) -> None:
    client.force_login(who())
    assert client.get(ROOT).status_code == 404


def test_an_administrator_of_one_office_does_not_open_every_account(client, town) -> None:
    client.force_login(make_staff(unit=make_unit("bauhof", parent=town), role="admin"))
    assert client.get(ROOT).status_code == 404
    assert client.post(f"{ROOT}neu/oidc/", {}).status_code == 404


@pytest.mark.parametrize("key", ["oidc", "saml", "bundid", "wallet"])
def test_every_provider_has_a_form_whose_fields_all_have_words(client, admin, key) -> None:
    form = client.get(f"{ROOT}neu/{key}/").context["form"]
    assert set(form.kinds) <= set(providers[key].words)


def test_a_new_service_is_off_until_somebody_switches_it_on(client, admin, provider) -> None:
    post = fields(
        client, f"{ROOT}neu/oidc/", label="Konto", key="konto", audience="business", level="substantial",
        own_issuer=f"{provider.url}/unternehmen", own_client_id="allmende", own_client_secret="nachbildung",
        own_levels="urn:standin:substantial = substantial", own_staff_groups="chefs = head, stadt",
    )  # fmt: skip
    answer = client.post(f"{ROOT}neu/oidc/", post)
    row = LoginService.objects.get()
    assert answer.url == path_of(row)
    assert not row.is_active
    known = settings_of(row)
    assert known.levels == {"urn:standin:substantial": "substantial"}
    assert known.staff.groups[0].unit == "stadt"
    assert (row.level, known.level) == ("substantial", "low")
    client.post(f"{path_of(row)}aendern/", {"do": "on"})
    row.refresh_from_db()
    assert row.is_active
    assert "geheim" not in str([event.data for event in Event.objects.all()])


def test_secrets_are_never_shown_and_kept_where_the_field_is_empty(client, admin, provider) -> None:
    service = make_service(provider)
    page = client.get(path_of(service)).content.decode()
    assert "nachbildung" not in page
    client.post(path_of(service), fields(client, path_of(service), label="Neuer Name"))
    service.refresh_from_db()
    assert service.label == "Neuer Name"
    assert settings_of(service).client_secret.get_secret_value() == "nachbildung"
    client.post(path_of(service), fields(client, path_of(service), own_client_secret="ein-neues"))
    service.refresh_from_db()
    assert settings_of(service).client_secret.get_secret_value() == "ein-neues"


def test_a_secret_is_not_sent_to_another_address_than_the_one_it_was_given_for(
    client, admin, provider
) -> None:
    service = make_service(provider)
    moved = fields(client, path_of(service), own_issuer="https://evil.example")
    assert "own_client_secret" in client.post(path_of(service), moved).context["form"].errors
    client.post(path_of(service), {**moved, "own_client_secret": "ein-neues"})
    service.refresh_from_db()
    assert settings_of(service).issuer == "https://evil.example"


@pytest.mark.parametrize(("field", "value"), [
    ("issuer", "http://example.org"), ("claims", "phantasie = x"), ("levels", "kaputt"), ("levels", "a = sehr hoch"),
    ("staff_groups", "chefs = könig, stadt"), ("algorithms", ["none"]), ("client_id", ""),
])  # fmt: skip
def test_what_makes_no_sense_is_said_at_its_field(client, admin, provider, field, value) -> None:
    service = make_service(provider)
    answer = client.post(path_of(service), fields(client, path_of(service), **{f"own_{field}": value}))
    assert answer.status_code == 422
    assert f"own_{field}" in answer.context["form"].errors
    service.refresh_from_db()
    assert settings_of(service).client_id == "allmende"


def check(client, service) -> list[str]:
    return client.post(f"{path_of(service)}aendern/", {"do": "check"}).context["checked"]


def test_trying_it_says_that_all_fits(client, admin, provider) -> None:
    assert check(client, make_service(provider)) == []


@pytest.mark.parametrize(("fault", "more", "words"), [
    ({"down": True}, {}, "Status 503"),
    ({"other_discovery": True}, {}, "issuer"),
    ({}, {"issuer": "http://localhost:9"}, "antwortet nicht"),
    ({}, {"algorithms": ["ES256"]}, "RS256"),
    ({}, {"scopes": ["openid", "steuern"]}, "steuern"),
    ({}, {"levels": {"gold": "high"}}, "gold"),
    ({}, {"staff": {"groups": [{"group": "a", "role": "clerk", "unit": "nirgends"}]}}, "nirgends"),
])  # fmt: skip
def test_trying_it_says_in_words_what_is_wrong(client, admin, provider, fault, more, words) -> None:
    service = make_service(provider, **more)
    provider.misbehave(**fault)
    assert words in " ".join(check(client, service))


def test_settings_that_cannot_be_read_any_more_are_given_anew(client, admin, provider) -> None:
    service = make_service(provider)
    LoginService.objects.update(settings="kaputt")
    page = client.get(path_of(service))
    assert page.status_code == 200
    assert page.context["broken"]
