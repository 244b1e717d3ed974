"""Shared by all tests: one tenant, made current, and a client that speaks to its host name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allmende.foundation.kept import forget_all
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Hostname, Tenant

HOST = "musterstadt.localhost"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Under ``-n``: a file's tests stay in one process, so that what they share is made once."""
    from xdist.scheduler import LoadGroupScheduling

    class ByFile(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            group = super()._split_scope(nodeid)
            return group.partition("::")[0]

    config.option.loadscopereorder = (
        False  # as they were collected: the longest first, not those with the most tests
    )
    return ByFile(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long bytes are no name: a ZIP says when it was made, and two processes would not have the same tests."""
    return argname if isinstance(val, bytes) and len(val) > 60 else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, beside all others, lest one process be left with it at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.get_closest_marker("xdist_group") is None, item.path not in slow))


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
