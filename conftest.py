"""Shared by all tests: one tenant, made current, and a client that speaks to its host name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Hostname, Tenant
from allmende.foundation.tenants.queries import forget_hosts

HOST = "musterstadt.localhost"


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    """Musterstadt, as the current tenant."""
    forget_hosts()
    town = Tenant.objects.create(slug="musterstadt", name="Musterstadt", state="HE")
    Hostname.objects.create(name=HOST, tenant=town)
    with use_tenant(town):
        yield town
    forget_hosts()


@pytest.fixture
def other_tenant(db: None) -> Tenant:
    """A neighbour that must never be seen."""
    town = Tenant.objects.create(slug="kleinau", name="Kleinau", state="HE")
    Hostname.objects.create(name="kleinau.localhost", tenant=town)
    return town


@pytest.fixture
def client(tenant: Tenant) -> Client:
    """A browser without JavaScript, at the tenant's address."""
    return Client(headers={"host": HOST})
