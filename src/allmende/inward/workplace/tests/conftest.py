from __future__ import annotations

import pytest
from django.test import Client

# The town, its clerks and its dog tax come from the app below.
from allmende.base.cases.tests.conftest import (  # noqa: F401
    case,
    clerk,
    plain_documents,
    shared,
    shared_first,
    stranger,
    tenant,
    town,
    version,
)


@pytest.fixture
def desk(client: Client, clerk) -> Client:  # noqa: F811
    """The clerk's browser."""
    client.force_login(clerk)
    return client
