"""The forms of other providers than OpenID: made from their settings, saved without losing a secret, checked."""

import pytest

from allmende.base.identity.contrib.wallet.tests.factories import make_service as make_wallet
from allmende.base.identity.contrib.wallet.tests.factories import plain_settings
from allmende.base.identity.services import settings_of

from . import bundid as way
from .factories import make_staff, make_unit

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture(autouse=True)
def _admin(client) -> None:
    client.force_login(make_staff(unit=make_unit("stadt"), role="admin"))


def save_again(client, service) -> int:
    path = f"/konto/anmeldedienste/{service.pk}/"
    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False}
    return client.post(path, sent).status_code


def test_saml_keeps_its_keys(client, bundid) -> None:
    service = way.connect(bundid)
    before = settings_of(service).keys
    assert "PRIVATE KEY" not in client.get(f"/konto/anmeldedienste/{service.pk}/").content.decode()
    assert save_again(client, service) == 302
    service.refresh_from_db()
    assert settings_of(service).keys == before


def test_the_wallet_keeps_its_key(client) -> None:
    service = make_wallet(plain_settings())
    before = settings_of(service).private_key
    assert save_again(client, service) == 302
    service.refresh_from_db()
    assert settings_of(service).private_key == before


def test_saml_is_checked_as_far_as_can_be_without_a_person(client, bundid) -> None:
    service = way.connect(bundid)
    path = f"/konto/anmeldedienste/{service.pk}/aendern/"
    assert client.post(path, {"do": "check"}).context["checked"] == []
    moved = way.connect(bundid, settings={"sso_url": "http://localhost:9/"})
    assert "antwortet nicht" in " ".join(client.post(path, {"do": "check"}).context["checked"])
    assert moved.pk == service.pk
