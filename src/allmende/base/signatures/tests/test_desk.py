"""The administrators' page: keys are tried before they are used; warnings come in time."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from allmende.base.directory.tests.factories import make_office
from allmende.base.identity.tests.factories import make_staff
from allmende.base.signatures.checks import check_seals
from allmende.base.signatures.models import Sealer, TrustedList
from allmende.standins.pki import PASSWORD
from allmende.standins.trust import CLIENT, PIN

from .conftest import read

PAGE = "/arbeitsplatz/siegel/"


@pytest.fixture
def admin(client, tenant):
    client.force_login(make_staff(unit=make_office("town"), role="admin"))
    return client


def common(trust) -> dict[str, str]:
    return {"label": "Siegel", "level": "B-LTA", "tsa_url": f"{trust.url}/tsa"}


def test_a_key_file_is_tried_and_used(admin, trust):
    file = SimpleUploadedFile("siegel.p12", read(trust, "/p12/seal"))
    answer = admin.post(
        f"{PAGE}?store=pkcs12", {**common(trust), "file": file, "password": PASSWORD}, follow=True
    )
    assert "Test-Siegel" in answer.content.decode()
    sealer = Sealer.objects.get(is_active=True)
    assert PASSWORD not in sealer.settings
    assert "Test-CA" not in sealer.settings


def test_a_wrong_password_is_told(admin, trust):
    file = SimpleUploadedFile("siegel.p12", read(trust, "/p12/seal"))
    answer = admin.post(f"{PAGE}?store=pkcs12", {**common(trust), "file": file, "password": "falsch"})
    assert answer.status_code == 422
    assert "Stimmt das Kennwort?" in answer.content.decode()
    assert not Sealer.objects.exists()


@pytest.mark.parametrize(("pin", "works"), [(PIN, True), ("000000", False)])
def test_a_remote_service_signs_a_trial(admin, trust, pin, works):
    name, secret = CLIENT
    given = {
        "url": f"{trust.url}/csc/v2", "token_url": f"{trust.url}/oauth2/token", "client_id": name,
        "client_secret": secret, "credential": "musterstadt-siegel", "pin": pin,
    }  # fmt: skip
    answer = admin.post(f"{PAGE}?store=csc", {**common(trust), **given}, follow=True)
    assert ("Test-Fernsiegel" in answer.content.decode()) == works
    assert Sealer.objects.exists() == works


def test_a_library_that_the_operator_does_not_allow_is_not_loaded(admin, trust):
    given = {"module": "/tmp/evil.so", "token": "t", "pin": "1", "label": "x"}
    assert admin.post(f"{PAGE}?store=pkcs11", {**common(trust), **given}).status_code == 422


def test_an_administrator_of_one_office_may_not(client, tenant):
    office = make_office("tax", parent=make_office("town"))
    client.force_login(make_staff(unit=office, role="admin"))
    assert client.get(PAGE).status_code == 403


def test_a_list_is_trusted_and_removed(admin, trust):
    given = {
        "name": "Test",
        "address": f"{trust.url}/trusted-list.xml",
        "given": read(trust, "/pem/list").decode(),
    }
    assert "2 Vertrauensdienste" in admin.post(f"{PAGE}vertrauen/", given, follow=True).content.decode()
    admin.post(f"{PAGE}vertrauen/{TrustedList.objects.get().pk}/", {"do": "remove"})
    assert not TrustedList.objects.exists()


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, []),
        ({"valid_until": timezone.now() + timedelta(days=10)}, ["W001"]),
        ({"valid_until": timezone.now() - timedelta(days=1)}, ["E001"]),
        ({"settings": "x"}, ["E002"]),
        ({"tsa_url": ""}, ["W002"]),
    ],
)
def test_the_system_check_warns(sealer, changes, keys):
    Sealer.objects.update(**changes)
    assert [found.id.rpartition(".")[2] for found in check_seals()] == keys


def test_sealing_can_be_stopped(admin, sealer):
    admin.post(f"{PAGE}aus/")
    assert not Sealer.objects.filter(is_active=True).exists()
