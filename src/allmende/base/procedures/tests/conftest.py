from __future__ import annotations

import pytest

from allmende.base.procedures.tests.factories import make_town


@pytest.fixture
def town(tenant):
    return make_town()
