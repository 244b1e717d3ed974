import pytest

from allmende.base.forms.builder import edits
from allmende.base.forms.builder.keys import key_for
from allmende.base.forms.builder.kinds import KINDS, new_item
from allmende.base.forms.schema import Form


def data() -> edits.Json:
    return {
        "key": "dog", "title": "Hund",
        "pages": [
            {"key": "owner", "label": "Halter", "items": [
                {"type": "text", "key": "name", "label": "Name"},
                {"type": "group", "key": "home", "label": "Wohnung", "items": [{"type": "text", "key": "city"}]},
            ]},
            {"key": "dogs", "label": "Hunde", "items": [{"type": "text", "key": "breed", "label": "Rasse"}]},
        ],
    }  # fmt: skip


def paths(form: edits.Json) -> list[str]:
    return [path for path, _item in Form.model_validate(form).walk()]


def test_a_question_is_added_with_a_key_of_its_label() -> None:
    form = data()
    assert edits.add_item(form, "page:owner", "date", "Tag der Anschaffung") == "tag_der_anschaffung"
    assert edits.add_item(form, "home", "text", "Straße") == "home.strasse"
    assert edits.add_item(form, "page:dogs", "text", "Name") == "name_2"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_question_of_every_kind_is_valid_from_the_start(kind) -> None:
    form = data()
    edits.add_item(form, "page:owner", kind, "Neu")
    Form.model_validate(form)
    assert new_item(kind)["type"] == kind


def test_a_question_moves_within_its_page_and_over_to_the_next() -> None:
    form = data()
    edits.move(form, "name", 1)
    assert paths(form) == ["home", "home.city", "name", "breed"]
    edits.move(form, "name", 1)
    assert [item["key"] for item in form["pages"][1]["items"]] == ["name", "breed"]
    edits.move(form, "name", -1)
    assert [item["key"] for item in form["pages"][0]["items"]] == ["home", "name"]


def test_a_question_is_put_into_a_group_before_another() -> None:
    form = data()
    assert edits.put(form, "breed", "home", before="city") == "home.breed"
    assert paths(form) == ["name", "home", "home.breed", "home.city"]


def test_a_group_is_not_put_into_itself() -> None:
    with pytest.raises(edits.EditError):
        edits.put(data(), "home", "home")


def test_a_place_that_has_such_a_question_takes_no_second() -> None:
    form = data()
    edits.add_item(form, "page:dogs", "text", "City")
    with pytest.raises(edits.EditError, match="city"):
        edits.put(form, "home.city", "page:owner")


def test_a_copy_gets_a_key_of_its_own() -> None:
    form = data()
    assert edits.duplicate(form, "home") == "home_2"
    assert "home_2.city" in paths(form)


def test_a_new_key_changes_the_path_and_is_not_taken_twice() -> None:
    form = data()
    assert edits.change(form, "home.city", {"key": "town"}) == "home.town"
    with pytest.raises(edits.EditError):
        edits.change(form, "name", {"key": "breed"})


def test_the_last_page_stays() -> None:
    form = data()
    edits.remove_page(form, "owner")
    with pytest.raises(edits.EditError):
        edits.remove_page(form, "dogs")


def test_what_is_gone_is_said_and_not_an_error_page() -> None:
    with pytest.raises(edits.EditError):
        edits.remove(data(), "nothing.here")


@pytest.mark.parametrize(
    ("label", "key"), [("Straße & Nr.", "strasse_nr"), ("2. Hund", "hund"), ("???", "frage"), ("Éva", "eva")]
)
def test_keys_come_from_labels(label, key) -> None:
    assert key_for(label, ()) == key
