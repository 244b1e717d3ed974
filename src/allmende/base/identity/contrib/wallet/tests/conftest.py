from __future__ import annotations

import pytest

from allmende.standins.running import running

from .factories import Visit, make_service, make_settings


@pytest.fixture(scope="session")
def standin():
    with running("wallet") as found:
        yield found


@pytest.fixture(scope="session")
def registered(standin):
    return make_settings(standin)


@pytest.fixture
def service(tenant, registered):
    return make_service(registered)


@pytest.fixture
def visit(client, service, standin):
    standin.misbehave()
    return Visit(client, standin)
