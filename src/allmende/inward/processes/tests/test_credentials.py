"""Operators set how processes are let in elsewhere; the secret never comes back."""

from __future__ import annotations

import pytest

from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.workflow.credentials.models import ConnectorCredential
from allmende.base.workflow.credentials.queries import headers_for

BASE = "/arbeitsplatz/prozesse/betrieb/zugaenge/"
SERVER = "https://gis.example"
GIVEN = {"name": "gis", "origin": SERVER, "kind": "bearer", "secret": "s3cr3t"}


@pytest.fixture
def operator(tenant, client, settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"connector_hosts": "gis.example"})
    client.force_login(make_staff(role=Role.OPERATOR))


def test_an_access_is_set_replaced_and_deleted(client, operator):
    assert client.post(f"{BASE}neu/", GIVEN).status_code == 302
    assert headers_for("gis", SERVER) == {"Authorization": "Bearer s3cr3t"}
    page = client.get(BASE).content.decode()
    assert ("gis" in page, "s3cr3t" in page) == (True, False)
    one = f"{BASE}{ConnectorCredential.objects.get().pk}/"
    assert "s3cr3t" not in client.get(one).content.decode()
    changed = {**GIVEN, "kind": "header", "header": "X-Api-Key", "secret": "n3w"}
    assert client.post(one, changed).status_code == 302
    assert headers_for("gis", SERVER) == {"X-Api-Key": "n3w"}
    assert client.get(f"{one}loeschen/").status_code == 200
    assert client.post(f"{one}loeschen/").status_code == 302
    assert not ConnectorCredential.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"origin": "https://other.example"}, {"secret": ""}, {"secret": "ä"}, {"kind": "basic"}, {"name": "ö"}],
)
def test_what_is_wrong_is_said_and_no_secret_comes_back(client, operator, changes):
    page = client.post(f"{BASE}neu/", GIVEN | changes)
    assert page.status_code == 422
    assert "s3cr3t" not in page.content.decode()
    assert not ConnectorCredential.objects.exists()


def test_a_second_of_the_same_name_is_refused(client, operator):
    client.post(f"{BASE}neu/", GIVEN)
    assert client.post(f"{BASE}neu/", {**GIVEN, "secret": "other"}).status_code == 422
    assert headers_for("gis", SERVER) == {"Authorization": "Bearer s3cr3t"}


def test_only_operators_come_here(client, tenant):
    client.force_login(make_staff(role=Role.CLERK))
    assert client.get(BASE).status_code in (403, 404)
    assert client.post(f"{BASE}neu/", GIVEN).status_code in (403, 404)
