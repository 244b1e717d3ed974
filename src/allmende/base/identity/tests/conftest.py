"""Stand-ins for the tests of this app, each started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from allmende.standins.running import Running, running


@pytest.fixture(scope="session")
def bundid_process() -> Iterator[Running]:
    """One BundID for all tests."""
    with running("bundid") as found:
        yield found


@pytest.fixture
def bundid(bundid_process: Running) -> Iterator[Running]:
    """A BundID that behaves; what a test changes is changed back."""
    yield bundid_process
    bundid_process.misbehave()
