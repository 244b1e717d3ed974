"""What the engine promises, through its public door."""

import pytest
from django.http import QueryDict
from django.utils import translation

from allmende.base.forms.engine import MemoryCodeLists, check_form, compile_form
from allmende.base.forms.schema import Form


def form(*items, code_lists=None, **more):
    page = {"key": "one", "label": "One", "items": list(items)}
    data = {"key": "test", "title": "Test", "pages": [page], **more}
    return compile_form(Form.model_validate(data), code_lists)


def text(key, **more):
    return {"type": "text", "key": key, **more}


DOGS = {
    "type": "group", "key": "dogs", "maximum": 3, "minimum": 1,
    "items": [text("name", required=True), {"type": "yes_no", "key": "chipped"},
              text("chip", show="chipped", required=True, pattern=r"\d{3}")],
}  # fmt: skip


# -- showing


def test_a_rule_shows_and_hides():
    one = form({"type": "yes_no", "key": "a"}, text("b", show="a"))
    assert "b" in one.evaluate({"a": True}).visible
    assert "b" not in one.evaluate({"a": False}).visible
    assert "b" not in one.evaluate({}).visible


def test_a_hidden_answer_is_null_for_all_that_depend_on_it():
    one = form({"type": "yes_no", "key": "a"}, text("b", show="a"), text("c", show="b == 'x'"))
    assert "c" in one.evaluate({"a": True, "b": "x"}).visible
    assert "c" not in one.evaluate({"a": False, "b": "x"}).visible


def test_order_in_the_form_does_not_matter():
    one = form(text("c", show="b == 'x'"), text("b", show="a == 'x'"), text("a"))
    assert one.evaluate({"a": "x", "b": "x"}).visible == {"a", "b", "c"}


def test_a_hidden_page_hides_all_on_it():
    pages = [
        {"key": "one", "label": "1", "items": [{"type": "yes_no", "key": "a"}]},
        {"key": "two", "label": "2", "show": "a", "items": [text("b", required=True)]},
    ]
    one = form(pages=pages)
    assert one.evaluate({"a": True}).pages == ("one", "two")
    assert one.evaluate({"a": False}).pages == ("one",)
    assert one.evaluate({"a": False, "b": "x"}).errors == {}
    assert one.evaluate({"a": False, "b": "x"}).submission == {"a": False}


# -- repeated groups


def test_a_rule_in_a_row_speaks_of_its_own_row():
    found = form(DOGS).evaluate(
        {"dogs": [{"name": "A", "chipped": True}, {"name": "Bello", "chipped": False}]}
    )
    assert "dogs.0.chip" in found.required
    assert "dogs.1.chip" not in found.visible


def test_rules_outside_count_and_search_rows():
    one = form(
        DOGS,
        {"type": "computed", "key": "n", "compute": "size(dogs)", "kind": "integer"},
        {"type": "computed", "key": "tax", "compute": "size(dogs) * 90.5", "kind": "money"},
        text("note", show="dogs.exists(d, d.chipped)"),
    )
    found = one.evaluate({"dogs": [{"name": "A", "chipped": True}, {"name": "B"}]})
    assert found.computed == {"n": 2, "tax": "181.00"}
    assert "note" in found.visible


def test_rows_are_there_up_to_the_minimum_and_complained_about_beyond_the_maximum():
    one = form(DOGS)
    assert "dogs.0.name" in one.evaluate({}).errors
    assert set(one.evaluate({"dogs": [{"name": "x"}] * 4}).errors) == {"dogs"}


def test_a_blank_row_beyond_the_minimum_is_no_error_and_is_not_kept():
    one = form(DOGS)
    answers = {"dogs": [{"name": "x"}, {}]}
    assert one.evaluate(answers).errors == {}
    assert one.evaluate(answers).submission == {"dogs": [{"name": "x"}]}


def test_an_optional_group_asks_only_once_something_in_it_is_answered():
    group = {"type": "group", "key": "g", "minimum": 0, "items": [text("a", required=True), text("b")]}
    one = form(group)
    assert one.evaluate({}).errors == {}
    assert set(one.evaluate({"g": {"b": "x"}}).errors) == {"g.a"}


def test_a_required_group_must_be_answered():
    group = {"type": "group", "key": "g", "minimum": 0, "required": "k", "items": [text("a"), text("b")]}
    one = form({"type": "yes_no", "key": "k"}, group)
    assert set(one.evaluate({"k": True}).errors) == {"g"}
    assert one.evaluate({"k": True, "g": {"b": "x"}}).errors == {}
    assert one.evaluate({"k": False}).errors == {}


# -- answers


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ({"type": "integer"}, " 1.234 ", 1234),
        ({"type": "integer"}, "zwölf", "zwölf"),
        ({"type": "decimal", "places": 2}, "1,5", "1.50"),
        ({"type": "money"}, "1.234,50 €", "1234.50"),
        ({"type": "money"}, "12.345", "12345.00"),
        ({"type": "money"}, "1,234.50", "1234.50"),
        ({"type": "money"}, "9" * 40, "9" * 40),
        ({"type": "date"}, "1.2.2024", "2024-02-01"),
        ({"type": "date"}, "31.2.2024", "31.2.2024"),
        ({"type": "time"}, "9:05 Uhr", "09:05"),
        ({"type": "yes_no"}, "true", True),
        ({"type": "iban"}, "de02 1203 0000 0000 2020 51", "DE02120300000000202051"),
        ({"type": "text"}, "  Zo\u0065\u0308\x00 ", "Zoë"),
        ({"type": "text"}, "   ", None),
    ],
)
def test_what_is_typed_becomes_canonical_or_stays_as_typed(kind, typed, kept):
    parsed = form({"key": "x", **kind}).parse_page("one", {"x": typed})
    assert parsed.answers.get("x") == kept
    assert bool(parsed.errors) == (kept in ("zwölf", "31.2.2024", "9" * 40))


def test_a_day_may_come_in_three_parts():
    post = {"x.day": "1", "x.month": "2", "x.year": "2024"}
    assert form({"type": "date", "key": "x"}).parse_page("one", post).answers == {"x": "2024-02-01"}


def test_a_posted_page_with_rows_choices_and_parts():
    choices = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
    one = form(DOGS, {"type": "choices", "key": "c", "choices": choices}, {"type": "address", "key": "home"})
    post = QueryDict(
        "dogs=2&dogs.0.name=Bello&dogs.0.chipped=true&c=a&c=b&home.street=Anger&home.postcode=123&home.city=X"
    )
    parsed = one.parse_page("one", post)
    assert parsed.answers["dogs"] == [{"name": "Bello", "chipped": True}, {}]
    assert parsed.answers["c"] == ["a", "b"]
    assert set(parsed.errors) == {"home.postcode", "dogs.0.chip"}


def test_what_was_not_shown_keeps_its_answer_and_what_was_shown_and_not_sent_is_gone():
    one = form({"type": "yes_no", "key": "a"}, text("b", show="a"), text("c"))
    parsed = one.parse_page("one", {"a": "false"}, {"a": False, "b": "kept", "c": "gone"})
    assert parsed.answers == {"a": False, "b": "kept"}
    assert one.evaluate(parsed.answers).submission == {"a": False}


def test_nobody_can_post_computed_hidden_or_read_only_values():
    one = form(
        {"type": "computed", "key": "sum", "compute": "1 + 1", "kind": "integer"},
        text("secret", hidden=True, default="fixed"),
        text("locked", read_only=True),
    )
    answers = one.parse_page("one", {"sum": "9", "secret": "evil", "locked": "evil"}).answers
    assert answers == {}
    assert one.evaluate(answers).submission == {"sum": 2, "secret": "fixed"}


def test_unknown_keys_and_wrong_shapes_never_get_through():
    one = form(DOGS, text("a"))
    for wrong in (
        {"a": {"x": 1}},
        {"a": 5},
        {"dogs": "x"},
        {"dogs": [1, None]},
        {"dogs": {"name": "x"}},
        {"evil": 1},
    ):
        one.evaluate(wrong)
        one.evaluate(wrong).summary()
        assert "evil" not in one.evaluate(wrong).submission


def test_a_huge_row_number_is_no_attack():
    assert (
        len(
            form(DOGS)
            .parse_page("one", {"dogs.99999.name": "x", "dogs.9999999999.name": "y"})
            .answers["dogs"]
        )
        <= 500
    )


# -- limits, checks, choices


def test_limits_of_days_may_be_rules():
    one = form({"type": "date", "key": "x", "maximum": "today()", "minimum": "1900-01-01"})
    assert one.evaluate({"x": "2020-01-01"}).errors == {}
    assert "x" in one.evaluate({"x": "2999-01-01"}).errors
    assert "x" in one.evaluate({"x": "1899-12-31"}).errors


def test_a_check_complains_where_it_points_and_is_silent_while_unknown():
    check = {"rule": "b > a", "message": "later!", "at": "b"}
    one = form({"type": "date", "key": "a"}, {"type": "date", "key": "b"}, checks=[check])
    assert one.evaluate({"a": "2020-01-02", "b": "2020-01-01"}).errors == {"b": ("later!",)}
    assert one.evaluate({"a": "2020-01-02"}).errors == {}


def test_choices_and_codes_may_depend_on_answers():
    choices = [{"value": "x", "label": "X"}, {"value": "y", "label": "Y", "show": "a"}]
    one = form(
        {"type": "yes_no", "key": "a"},
        {"type": "choice", "key": "b", "choices": choices},
        {"type": "code", "key": "c", "code_list": "l", "allowed": "a ? ['1'] : ['1', '2']"},
        code_lists=MemoryCodeLists({"l": {"1": "One", "2": "Two"}}),
    )
    assert [choice.value for choice in one.evaluate({"a": False}).choices["b"]] == ["x"]
    assert set(one.evaluate({"a": False, "b": "y", "c": "2"}).errors) == {"b"}
    assert set(one.evaluate({"a": True, "b": "y", "c": "2"}).errors) == {"c"}


def test_messages_speak_the_language_of_the_page():
    one = form(text("a", required=True, label={"de": "Name", "en": "Your name"}))
    with translation.override("en"):
        assert one.evaluate({}).errors["a"] == ("Please fill in “Your name”.",)


def test_the_summary_reads_like_the_form():
    one = form(
        DOGS, {"type": "money", "key": "m", "label": "Betrag"}, {"type": "date", "key": "d", "label": "Tag"}
    )
    sections = one.evaluate(
        {"dogs": [{"name": "Bello", "chipped": True}], "m": "1234.50", "d": "2024-02-01"}
    ).summary()
    rows = {row.path: row.value for section in sections for row in section.rows}
    assert rows == {
        "m": "1.234,50 €",
        "d": "01.02.2024",
        "dogs.0.name": "Bello",
        "dogs.0.chipped": "Ja",
        "dogs.0.chip": "",
    }


def test_prefill_fills_only_what_is_empty():
    one = form(text("a", prefill="account.email"), text("b", prefill="account.email"), text("c", default="d"))
    filled = one.prefill({"account.email": "x@example.org"}, {"a": "mine"})
    assert filled == {"a": "mine", "b": "x@example.org", "c": "d"}


def test_the_level_is_that_of_the_answered_fields():
    one = form(text("a", level="substantial"), level="low")
    assert one.evaluate({}).level == "low"
    assert one.evaluate({"a": "x"}).level == "substantial"


# -- findings


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([text("a", show="b.c")], "unknown_name"),
        ([DOGS, text("a", show="dogs.name == 'x'")], "unknown_name"),
        ([text("a", show="f(a)")], "expression"),
        ([text("a", prefill="account.shoe_size")], "prefill"),
        ([text("a", prefill="person")], "prefill"),
        ([text("a", prefill="eid.over_18")], "prefill"),
        ([{"type": "iban", "key": "a", "prefill": "family_name"}], "prefill"),
        ([text("a", show="a == 'x'")], "cycle"),
        ([{"type": "yes_no", "key": "a"}, text("b", show="a && !a")], "dead"),
        (
            [
                {"type": "choice", "key": "a", "choices": [{"value": "x", "label": "X"}]},
                text("b", show="a == 'y'"),
            ],
            "dead",
        ),
        ([text("a", min_length=5, max_length=2)], "limits"),
        ([text("a", read_only=True, required=True)], "dead"),
    ],
)
def test_findings(items, code):
    page = {"key": "one", "label": "One", "items": items}
    found = check_form(Form.model_validate({"key": "t", "title": "T", "pages": [page]}))
    assert code in {finding.code for finding in found if finding.fatal}
    assert all(finding.place and finding.message for finding in found)
