import pytest
from django.db import connection

from allmende.foundation.events.models import StreamHead
from allmende.foundation.tenants.actions import HostnameTakenError, save_tenant
from allmende.foundation.tenants.context import NoTenantError, use_tenant
from allmende.foundation.tenants.models import WrongTenantError


def head(stream="test:1"):
    return StreamHead.objects.create(stream=stream, seq=1, hash="x")


def test_without_a_tenant_nothing_can_be_read(db):
    with pytest.raises(NoTenantError):
        StreamHead.objects.count()


def test_without_a_tenant_nothing_can_be_written(db):
    with pytest.raises(NoTenantError):
        head()


def test_a_tenant_sees_its_own_rows_only(tenant, other_tenant):
    head()
    with use_tenant(other_tenant):
        assert not StreamHead.objects.exists()
    assert StreamHead.objects.count() == 1


def test_a_row_cannot_be_saved_from_another_tenant(tenant, other_tenant):
    row = head()
    with use_tenant(other_tenant), pytest.raises(WrongTenantError):
        row.save()


def test_bulk_rows_get_the_current_tenant(tenant):
    StreamHead.objects.bulk_create([StreamHead(stream="test:2", seq=1, hash="x")])
    assert StreamHead.objects.get().tenant == tenant


def test_an_unknown_host_is_not_found(client):
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 404


def test_the_database_itself_keeps_the_border(tenant, other_tenant):
    if connection.vendor != "postgresql":
        pytest.skip("row-level security is PostgreSQL's")
    head()
    with use_tenant(other_tenant):
        assert not StreamHead.unscoped.exists()


def test_a_host_name_belongs_to_one_tenant(tenant, other_tenant):
    with pytest.raises(HostnameTakenError):
        save_tenant(slug="kleinau", name="Kleinau", state="HE", hosts=["musterstadt.localhost"])
