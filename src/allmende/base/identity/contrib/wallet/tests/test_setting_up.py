"""An administrator sets the wallet up on the page for log-in services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest

from allmende.base.identity.contrib.wallet.provider import WalletProvider
from allmende.base.identity.models import LoginService
from allmende.base.identity.services import settings_of
from allmende.base.identity.tests.factories import make_staff, make_unit

from .factories import plain_settings

NEW = "/konto/anmeldedienste/neu/wallet/"


@pytest.fixture
def sent(client, tenant):
    client.force_login(make_staff(unit=make_unit("stadt"), role="admin"))
    form = client.get(NEW).context["form"]
    empty = {name: form[name].value() for name in form.fields}
    known = plain_settings()
    own = {
        "label": "EUDI-Wallet", "key": "wallet", "audience": "citizen", "own_certificate": known.certificate,
        "own_private_key": known.private_key.get_secret_value(),
        "own_trusted_certificates": known.trusted_certificates,
    }  # fmt: skip
    return {
        name: value for name, value in {**empty, **own}.items() if value is not None and value is not False
    }


def test_certificates_alone_are_enough(client, sent):
    page = client.post(NEW, sent)
    assert page.status_code == 302, page.context["form"].errors
    settings = settings_of(LoginService.objects.get())
    assert settings.trusted_keys == {}
    assert settings.vct == ["urn:eudi:pid:de:1", "urn:eudi:pid:1"]


NO_KEYS = '{"keys": [{"kty": "oct"}, {"crv": "P-256"}]}'


@pytest.mark.parametrize(
    "wrong",
    [
        {"certificate": "-----BEGIN"}, {"private_key": "x"}, {"trusted_certificates": ""}, {"wallet": "wallet"},
        {"attributes": "shoe_size"}, {"trusted_keys": "[]"},
        {"trusted_keys": NO_KEYS, "trusted_certificates": ""},
        {"private_key": plain_settings().private_key.get_secret_value()},
    ],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_what_cannot_work_is_said(client, sent, wrong):
    page = client.post(NEW, sent | {f"own_{name}": value for name, value in wrong.items()})
    assert page.status_code == 422
    assert page.context["form"].errors
    assert not LoginService.objects.exists()


def test_the_check_names_what_is_over(tenant):
    settings, provider = plain_settings(), WalletProvider()
    assert provider.check(settings) == []
    later = datetime.now(UTC) + timedelta(days=400)
    with patch("allmende.base.identity.contrib.wallet.provider.now", return_value=later):
        assert len(provider.check(settings)) == 2
