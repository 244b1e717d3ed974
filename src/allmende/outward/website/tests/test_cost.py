"""What the public pages cost: queries, weight, and whose page is kept."""

import pytest

from allmende.base.directory.actions import set_responsibility
from allmende.base.directory.models import Unit
from allmende.base.directory.tests.factories import make_many_services, make_office, make_service, make_topic
from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.calendar.queries import current_calendar
from allmende.foundation.events.types import SYSTEM

SERVICE = "/leistungen/hundesteuer-anmeldung/"
#: An html page before compression; compressed it is about a quarter.
MOST_BYTES = 30_000


@pytest.fixture(autouse=True)
def town(tenant):
    group = {"group": "Hunde", "group_key": "1", "life_situation": make_topic()}
    service = make_service(**group, featured=1)
    make_many_services([f"Leistung {number}" for number in range(20)], **group)
    Unit.objects.bulk_create(Unit(key=f"u{number}", name=f"U{number}") for number in range(20))
    set_responsibility(service=service, unit=make_office(), actor=SYSTEM)


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 5),
        (SERVICE, 8),
        ("/aemter/steueramt/", 8),
        ("/aemter/", 3),
        ("/lebenslagen/", 3),
        ("/lebenslagen/tierhaltung/", 5),
        ("/suche/?q=hund", 3),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_data(client, at_most_queries, address, queries):
    client.get("/suche/?q=warm")
    current_calendar()  # kept in the process, too
    with at_most_queries(queries):
        assert client.get(address).status_code == 200


def test_a_strangers_second_visit_costs_two_queries(client, at_most_queries):
    client.get(SERVICE)
    with at_most_queries(2):
        assert "Hundesteuer" in client.get(SERVICE).content.decode()


def test_a_change_is_seen_at_once(client):
    client.get(SERVICE)
    make_service("Neuer Name")
    assert "Neuer Name" in client.get(SERVICE).content.decode()


def test_languages_and_hosts_are_kept_apart(client):
    german = client.get(SERVICE, headers={"Accept-Language": "de"}).content
    assert client.get(SERVICE, headers={"Accept-Language": "en"}).content != german


def test_a_logged_in_visitors_page_costs_two_queries_more(client, at_most_queries):
    client.get(SERVICE)
    client.force_login(make_citizen())
    client.get(SERVICE)
    with at_most_queries(4):
        assert client.get(SERVICE).status_code == 200


PAGES = ["/", SERVICE, "/aemter/steueramt/", "/lebenslagen/tierhaltung/", "/suche/?q=leistung"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_small(client, address):
    assert len(client.get(address).content) < MOST_BYTES
