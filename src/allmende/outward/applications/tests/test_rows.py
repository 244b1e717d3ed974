"""Groups that may stand several times, without JavaScript."""

import pytest

from ..models import Draft
from .conftest import Browser
from .factories import DOGS, make_procedure

NESTED = {
    "key": "litters",
    "title": "Würfe",
    "pages": [
        {"key": "one", "label": "Würfe", "items": [
            {"type": "group", "key": "dogs", "label": "Hunde", "minimum": 0, "maximum": 5, "items": [
                {"type": "text", "key": "name", "label": "Name"},
                {"type": "code", "key": "breed", "label": "Rasse", "code_list": "breeds"},
                {"type": "group", "key": "toys", "label": "Spielzeug", "minimum": 0, "maximum": 5, "items": [
                    {"type": "text", "key": "toy", "label": "Spielzeug"},
                ]},
            ]},
        ]},
    ],
    "code_lists": {"breeds": {"title": "Rassen", "entries": [["b", "Beagle"]]}},
}  # fmt: skip

TWO = {
    "dogs": "2", "dogs.0.name": "Bello", "dogs.0.chip": "false", "dogs.1.name": "Rex", "dogs.1.chip": "true",
}  # fmt: skip


def test_one_row_is_there_from_the_beginning(browser):
    assert 'name="dogs.0.name"' in browser.text("dogs")


def test_a_row_is_added_and_what_was_typed_stays(browser):
    response = browser.post("dogs", DOGS, do="add:dogs")
    assert response.url.endswith("/dogs/#f-dogs-1")
    text = browser.text("dogs")
    assert 'value="Bello"' in text
    assert 'name="dogs.1.name"' in text


def test_a_row_is_removed_and_the_others_move_up(browser):
    browser.post("dogs", TWO, do="remove:dogs.0")
    assert browser.answers["dogs"] == [{"name": "Rex", "chip": True}]


def test_the_last_row_that_must_be_there_is_kept(browser):
    browser.post("dogs", DOGS, do="remove:dogs.0")
    assert len(browser.answers["dogs"]) == 1


def test_not_more_rows_than_the_form_allows(browser):
    for _ in range(5):
        browser.post("dogs", {"dogs": str(len(browser.answers.get("dogs", [1])))}, do="add:dogs")
    assert len(browser.answers["dogs"]) == 3
    assert "add:dogs" not in browser.text("dogs")


def test_an_empty_row_stays_a_row(browser):
    browser.post("dogs", {**DOGS, "dogs": "2"}, do="back")
    assert 'name="dogs.1.name"' in browser.text("dogs")


def test_nonsense_in_the_button_changes_nothing(browser):
    for do in ("add:owner", "add:", "remove:dogs", "remove:dogs.x", "remove:dogs.99", "add:dogs.0.name"):
        assert browser.post("dogs", DOGS, do=do).status_code == 302
    assert browser.answers["dogs"] == [{"name": "Bello", "chip": False}]


@pytest.fixture
def litters(client, tenant):
    client.post(f"/antrag/{make_procedure(NESTED).key}/")
    return Browser(client, Draft.objects.get())


def test_a_group_inside_a_row_grows(litters):
    litters.post("one", {"dogs.0.name": "Bello"}, do="add:dogs.0.toys")
    litters.post("one", {"dogs.0.name": "Bello", "dogs.0.toys.0.toy": "Ball"}, do="add:dogs.0.toys")
    assert litters.answers["dogs"] == [{"name": "Bello", "toys": [{"toy": "Ball"}, {}]}]


@pytest.mark.parametrize("do", ["add", "remove", "search", "upload", "unload", "refresh"])
def test_an_impossible_place_in_the_button_changes_nothing(litters, do):
    kept = {"dogs.0.name": "Bello"}
    litters.post("one", kept, do="refresh")
    for place in (
        "dogs.²",
        "dogs." + "9" * 5000,
        "dogs.9.toys",
        "dogs.².toys",
        "dogs.toys.0",
        "dogs.9.breed",
        ".",
    ):
        litters.post("one", {**kept, f"_q.{place}": "B", place: "x"}, do=f"{do}:{place}", revision="²")
    litters.post("one", kept)
    assert litters.answers["dogs"] == [{"name": "Bello"}]
