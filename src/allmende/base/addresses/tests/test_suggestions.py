import pytest

from allmende.base.addresses.queries import find, is_doubtful, suggest
from allmende.foundation.tenants.context import use_tenant

from .factories import make_addresses


@pytest.fixture(autouse=True)
def register(tenant):
    make_addresses(
        ("Viktoriastr.", 1, ""), ("Viktoriastr.", 12, ""), ("Viktoriastr.", 12, "A"), ("Von-der-Tann-Str.", 3, ""),
        ("Vöcklinger Hang", 7, ""),
    )  # fmt: skip


def texts(typed):
    return [suggestion.text for suggestion in suggest(typed)]


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("vik", "Viktoriastr."),
        ("Viktoriastraße", "Viktoriastr."),
        ("von der tann", "Von-der-Tann-Str."),
        ("tann", "Von-der-Tann-Str."),
        ("voecklinger", "Vöcklinger Hang"),
        ("vikotria", "Viktoriastr."),
    ],
)
def test_streets_are_suggested_while_typing(typed, street):
    assert texts(typed) == [street]


def test_numbers_are_suggested_as_soon_as_one_is_typed():
    assert texts("viktoriastraße 1") == ["Viktoriastr. 1", "Viktoriastr. 12", "Viktoriastr. 12 A"]
    assert texts("Viktoriastr. 12a") == ["Viktoriastr. 12 A"]


@pytest.mark.parametrize("number", ["12a", "12 A", "12A"])
def test_an_address_is_found_however_it_is_written(number):
    house = find("viktoriastraße", number)
    assert house.label == "12 A"
    assert (round(house.lat), round(house.lon)) == (50, 9)


@pytest.mark.parametrize(
    ("street", "number"), [("Viktoriastr.", "99"), ("Nirgends", "1"), ("Viktoriastr.", "x")]
)
def test_an_unknown_address_is_only_not_in_the_register(street, number):
    assert find(street, number) is None


def test_htmx_gets_options_and_others_a_page(client):
    fragment = client.get("/adressen/vorschlaege/?q=vik", headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith('<option value="Viktoriastr.">')
    assert "<h1" in client.get("/adressen/vorschlaege/?q=vik").content.decode()


def test_an_address_that_is_missing_is_told_and_not_refused(client):
    asked = "/adressen/vorschlaege/?street=Viktoriastr.&number=99"
    page = client.get(asked, headers={"HX-Request": "true", "Accept-Language": "de"}).content.decode()
    assert "Sie können trotzdem weitermachen" in page


@pytest.mark.parametrize(
    ("place", "doubtful"),
    [
        ({}, True),
        ({"postcode": "65999"}, True),
        ({"city": "Musterstadt"}, True),
        ({"postcode": "65999", "city": "Mustrestadt"}, True),
        ({"postcode": "10115", "city": "Berlin"}, False),
        ({"city": "Berlin"}, False),
    ],
)
def test_an_address_in_another_town_is_not_doubted(tenant, place, doubtful):
    tenant.name = "Stadt Musterstadt"
    assert is_doubtful("Unter den Linden", "1", **place) is doubtful


def test_without_a_register_nothing_is_doubted(tenant, other_tenant):
    with use_tenant(other_tenant):
        assert not is_doubtful("Markt", "1")
