"""The way to BundID and back."""

import pytest
from django.test import Client

from allmende.base.identity.models import User

from . import bundid as way

HOST = "musterstadt.localhost"
pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture(autouse=True)
def _service(tenant, bundid):
    return way.connect(bundid)


def user_of(client: Client) -> User:
    """Who is logged in, as a page sees her."""
    return client.get("/konto/").context["user"]


def test_who_comes_for_the_first_time_gets_an_account(client, bundid) -> None:
    assert way.log_in(client, bundid, next_url="/leistungen/").url == "/leistungen/"
    user = user_of(client)
    assert (user.name, user.is_staff, user.email) == ("Klara Sommer", False, "")
    assert user.trust_level == "substantial"


def test_who_comes_again_finds_her_account(client, bundid) -> None:
    way.log_in(client, bundid)
    other = Client(headers={"host": HOST})
    way.log_in(other, bundid, means="high")
    assert user_of(client).pk == user_of(other).pk
    assert (user_of(client).trust_level, user_of(other).trust_level) == ("substantial", "high")
