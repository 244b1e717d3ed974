import pytest

from allmende.base.directory.actions import set_responsibility
from allmende.foundation.events.types import SYSTEM

from .factories import make_office, make_service, make_topic


def get(client, address, **data):
    return client.get(f"/api/v1/{address}", data, headers={"Accept-Language": "de"})


def test_services_come_in_pages_by_key(client):
    for name in "CABED":
        make_service(name, name.lower())
    first = get(client, "services", limit=2).json()
    second = get(client, "services", limit=2, after=first["next"]).json()
    third = get(client, "services", limit=2, after=second["next"]).json()
    names = [row["name"] for page in (first, second, third) for row in page["items"]]
    assert names == list("ABCDE")
    assert third["next"] is None


def test_a_page_costs_the_same_number_of_queries_however_long(client, at_most_queries):
    for number in range(30):
        make_service(f"Leistung {number}", f"leistung-{number}")
    get(client, "services")
    with at_most_queries(2):
        get(client, "services", limit=30)


def test_services_are_searched(client):
    make_service()
    assert [row["slug"] for row in get(client, "services", q="hnud").json()["items"]] == [
        "hundesteuer-anmeldung"
    ]


def test_one_service_says_everything(client):
    service = make_service(cost="102 Euro", life_situation=make_topic(), required_documents=["Ausweis"])
    set_responsibility(service=service, unit=make_office(), actor=SYSTEM)
    told = get(client, "services/hundesteuer-anmeldung").json()
    assert (told["cost"], told["unit"], told["life_situation"]) == ("102 Euro", "steueramt", "tierhaltung")


def test_one_unit_says_where_and_when(client):
    make_office()
    told = get(client, "units/steueramt").json()
    assert (told["street"], told["hours"][0]) == (
        "Markt 1",
        {"weekday": 0, "opens": "08:00", "closes": "12:00"},
    )


@pytest.mark.parametrize("address", ["services/nichts", "units/nichts", "nichts"])
def test_what_is_not_there_is_a_problem(client, address):
    response = get(client, address)
    assert response.status_code == 404


@pytest.mark.parametrize("after", ["x", "e30", "W10", "WyJhIiwgIngiXQ", "%00"])
def test_a_wrong_cursor_is_a_problem(client, after):
    response = get(client, "services", after=after)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["title"] == "Diese Seite gibt es nicht."


def test_a_wrong_value_is_a_problem_that_names_it(client):
    problem = get(client, "services", limit=0).json()
    assert (problem["status"], problem["errors"][0]["in"]) == (422, "query.limit")


def test_hidden_and_foreign_services_are_not_told(client, other_tenant):
    make_service(is_active=False)
    assert get(client, "services").json()["items"] == []
    assert get(client, "services/hundesteuer-anmeldung").status_code == 404
