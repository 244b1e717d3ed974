from __future__ import annotations

import pytest

from allmende.standins.running import running

from .payer import Services, set_up


@pytest.fixture(scope="session")
def payment_standin():
    """The payment services, in a process of their own."""
    with running("payment") as standin:
        yield standin


@pytest.fixture
def services(payment_standin, tenant):
    """Both services, set up for the municipality and well behaved."""
    payment_standin.misbehave()
    set_up(payment_standin.url)
    return Services(payment_standin)
