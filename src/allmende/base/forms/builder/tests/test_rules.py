import pytest

from allmende.base.forms.builder.edits import EditError
from allmende.base.forms.builder.outline import outline
from allmende.base.forms.builder.rules import check_rule, compose, in_words, names_at
from allmende.base.forms.engine import check_form, compile_form
from allmende.base.forms.schema import Form

FORM = Form.model_validate({
    "key": "dog", "title": "Hund",
    "pages": [{"key": "one", "label": "Eins", "items": [
        {"type": "yes_no", "key": "assistance", "label": "Assistenzhund"},
        {"type": "choice", "key": "breed", "label": "Rasse", "choices": [
            {"value": "b", "label": "Beagle"}, {"value": "d", "label": "Dackel"}]},
        {"type": "integer", "key": "age", "label": "Alter"},
        {"type": "date", "key": "since", "label": "Seit"},
        {"type": "group", "key": "owner", "label": "Halter",
         "items": [{"type": "text", "key": "name", "label": "Name"}]},
        {"type": "group", "key": "dogs", "label": "Hunde", "maximum": 3, "items": [
            {"type": "text", "key": "chip", "label": "Chip"}, {"type": "text", "key": "mark", "label": "Marke"}]},
    ]}],
})  # fmt: skip


@pytest.mark.parametrize(
    ("name", "operator", "value", "rule"),
    [
        ("assistance", "is", "Ja", "assistance == true"),
        ("breed", "is", "Dackel", 'breed == "d"'),
        ("breed", "is_not", "b", 'breed != "b"'),
        ("age", "more", "1,5", "age > 1.5"),
        ("since", "less", "1.2.2026", 'since < date("2026-02-01")'),
        ("since", "more", "heute", "since > today()"),
        ("owner.name", "filled", "", "filled(owner.name)"),
        ("owner.name", "is", 'A "B"', 'owner.name == "A \\"B\\""'),
    ],
)
def test_the_assistant_writes_rules_that_can_be_read(name, operator, value, rule) -> None:
    assert compose(FORM, "age", name, operator, value) == rule
    assert check_rule(FORM, "dogs.chip", rule, "show") == []


@pytest.mark.parametrize(("name", "value"), [("age", "viel"), ("since", "gestern"), ("nothing", "x")])
def test_the_assistant_says_what_does_not_fit(name, value) -> None:
    with pytest.raises(EditError):
        compose(FORM, "age", name, "is", value)


def test_a_question_in_a_repeated_group_sees_its_neighbours_and_outwards() -> None:
    names = {entry.name for entry in names_at(FORM, "dogs.chip")}
    assert {"mark", "chip", "breed", "owner.name"} <= names
    assert "dogs.mark" not in names
    assert "mark" not in {entry.name for entry in names_at(FORM, "breed")}


@pytest.mark.parametrize(
    ("rule", "advice"),
    [
        ('breed = "d"', "=="),
        ("breed == „d“", '"Hund"'),
        ('breed == "d" und age > 3', "&&"),
        ("filled(breed", "("),
        ("nothing == 1", "nothing"),
        ("foo(breed)", "foo"),
        ("age >", ""),
    ],
)
def test_a_wrong_rule_gets_advice(rule, advice) -> None:
    messages = check_rule(FORM, "age", rule, "show")
    assert messages
    assert advice in messages[0]


def test_a_circle_of_rules_is_named() -> None:
    form = FORM.model_copy()
    data = form.as_data()
    data["pages"][0]["items"][0]["show"] = "age > 3"
    assert check_rule(Form.model_validate(data), "age", "assistance == true", "show")


def test_a_check_may_speak_of_its_own_question() -> None:
    assert check_rule(FORM, "age", "age > 3", "check") == []


def test_simple_rules_are_shown_in_words() -> None:
    assert "Rasse" in in_words(FORM, "age", 'breed == "d"')
    assert "Dackel" in in_words(FORM, "age", 'breed == "d"')
    assert in_words(FORM, "age", "age > 3 && age < 9") == "age > 3 && age < 9"


def test_samples_answer_everything_that_is_asked() -> None:
    from allmende.base.forms.builder.samples import sample_answers

    compiled = compile_form(FORM)
    assert compiled.evaluate(sample_answers(compiled)).errors == {}


def test_settings_of_the_municipality_are_no_questions() -> None:
    fee = {
        "type": "computed",
        "key": "fee",
        "label": "Gebühr",
        "hidden": True,
        "compute": "5.0",
        "kind": "money",
    }
    group = {"type": "group", "key": "param", "label": "", "items": [fee]}
    data = FORM.as_data()
    data["pages"][0]["items"].insert(0, group)
    form = Form.model_validate(data)
    assert "param.fee" not in {entry.name for entry in names_at(form, "age")}
    assert check_rule(form, "breed", "age > param.fee", "show") == []
    page = outline(form, [], form.pages[0].key)[0]
    assert "param" not in {row.path for row in page.rows}


@pytest.mark.parametrize("rule", ["age >", "(age > 3", "age > > 3", "nothing_like_it(3)", "age 3"])
def test_a_rule_that_cannot_be_read_is_not_answered_with_a_parsers_words(rule) -> None:
    data = FORM.as_data()
    data["checks"] = [{"rule": rule, "message": "-"}]
    (message,) = [
        found.message for found in check_form(Form.model_validate(data)) if found.code == "expression"
    ]
    for word in ("Expected", "token", "Syntax", "mismatched", "extraneous", "undeclared", "input", "EOF"):
        assert word not in message
