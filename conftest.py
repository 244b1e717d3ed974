"""Shared by all tests: one tenant, made current, and a client that speaks to its host name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allmende.foundation.kept import forget_all
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Hostname, Tenant

HOST = "musterstadt.localhost"


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    """Musterstadt, as the current tenant."""
    forget_all()
    town = Tenant.objects.create(slug="musterstadt", name="Musterstadt", state="HE")
    Hostname.objects.create(name=HOST, tenant=town)
    with use_tenant(town):
        yield town
    forget_all()


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


@pytest.fixture
def at_most_queries(db: None) -> Callable[[int], AbstractContextManager[None]]:
    """``with at_most_queries(3): …``; telling PostgreSQL's policies the tenant does not count."""

    @contextmanager
    def counted(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        asked = [query["sql"] for query in captured if "set_config" not in query["sql"]]
        if len(asked) > most:
            pytest.fail(f"{len(asked)} queries:\n" + "\n".join(asked))

    return counted
