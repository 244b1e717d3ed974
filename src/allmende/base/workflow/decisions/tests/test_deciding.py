import pytest

from allmende.base.workflow.decisions.results import DecisionError

from .factories import formula, read, table


def answer(*rules, policy, aggregation="", outputs=("o: number",), value=5):
    asked = read(table("d", ["x: number"], list(outputs), *rules, policy=policy, aggregation=aggregation))
    return asked.decide({"x": value}).value


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("FIRST", 30), ("RULE ORDER", [30, 10, 20]), ("COLLECT", [30, 10, 20]), ("OUTPUT ORDER", [10, 20, 30]),
        ("PRIORITY", 10),
    ],
)  # fmt: skip
def test_several_rules_match(policy, expected):
    rules = ("> 0 | 30", "> 100 | 40", "> 1 | 10", "> 2 | 20")
    assert answer(*rules, policy=policy, outputs=["o: number [10, 20, 30, 40]"]) == expected


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("SUM", 60.5), ("MIN", 10), ("MAX", 30.5), ("COUNT", 3)]
)
def test_collected_answers_become_one(aggregation, expected):
    rules = ("> 0 | 30.5", "> 100 | 40", "> 1 | 10", "> 2 | 20")
    assert answer(*rules, policy="COLLECT", aggregation=aggregation) == expected


@pytest.mark.parametrize(
    ("policy", "aggregation", "expected"),
    [
        ("UNIQUE", "", None),
        ("FIRST", "", None),
        ("COLLECT", "", []),
        ("COLLECT", "SUM", None),
        ("COLLECT", "COUNT", 0),
    ],
)
def test_no_rule_matches(policy, aggregation, expected):
    assert answer("> 9 | 1", policy=policy, aggregation=aggregation) == expected


def test_the_default_answers_where_no_rule_matches():
    assert answer("> 9 | 1", policy="UNIQUE", outputs=["o: number [1, 7 default 7]"]) == 7


def test_unique_with_two_rules_is_an_error_that_names_them():
    with pytest.raises(DecisionError, match="1, 2"):
        answer("> 1 | 1", "> 2 | 2", policy="UNIQUE")


def test_any_takes_equal_answers_and_refuses_different_ones():
    assert answer("> 1 | 1", "> 2 | 1", policy="ANY") == 1
    with pytest.raises(DecisionError, match="1"):
        answer("> 1 | 1", "> 2 | 2", policy="ANY")


def test_several_outputs_are_an_object():
    outputs = ["fee: number", "unit: string"]
    assert answer('5 | 12.50 | "ordnungsamt"', policy="UNIQUE", outputs=outputs) == {
        "fee": 12.5, "unit": "ordnungsamt",
    }  # fmt: skip


def test_tables_are_chained_by_the_names_of_their_answers():
    chained = read(
        table("zone", ["street: string"], ["zone: string"], '"Markt" | "inner"', 'not("Markt") | "outer"'),
        formula("days", "last - first + 1"),
        table("fee", ["zone: string", "days: number"], ["fee: number"], '"inner" | > 2 | days * 10', '- | - | 5',
              policy="FIRST", needs="zone days"),
    )  # fmt: skip
    result = chained.decide({"street": "Markt", "first": 3, "last": 6})
    assert chained.main == "fee"
    assert result.value == 40
    assert result.values == {"zone": "inner", "days": 4, "fee": 40}
    assert [str(hit) for hit in result.hits] == ["zone:1", "fee:1"]
    assert chained.decide({"street": "Markt"}, "zone").values == {"zone": "inner"}


def test_a_formula_without_answer_is_said_and_never_nothing():
    with pytest.raises(DecisionError, match="param"):
        answer("> 1 | param.fee * 2", policy="UNIQUE")


def test_amounts_that_come_as_text_are_numbers():
    asked = read(table("d", ["x: number"], ["o: number"], "[10..12.5] | param.fee * 2"))
    assert asked.decide({"x": "12.50", "param": {"fee": "96.10"}}).value == 192.2


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("x: number", "many", "many"),
        ("x: boolean", "yes", "yes"),
        ("x: date", "soon", "soon"),
        ("x: number", True, "True"),
        ("x: number", "1e99999999", "1e99999999"),
    ],
)
def test_an_input_of_another_kind_is_refused_by_name(column, value, word):
    with pytest.raises(DecisionError, match=f"x.*{word}"):
        read(table("d", [column], ["o: number"], "- | 1")).decide({"x": value})


def test_a_value_that_the_column_does_not_allow_is_refused():
    asked = read(table("d", ['x: string ["a","b"]'], ["o: number"], "- | 1"))
    assert asked.decide({"x": "a"}).value == 1
    with pytest.raises(DecisionError, match="“c”"):
        asked.decide({"x": "c"})


def test_names_with_spaces_and_umlauts_are_found():
    asked = read(
        '<inputData id="i" name="Größe des Hundes"/>',
        table("d", ["Größe des Hundes: number"], ["o: number"], "> 40 | Größe des Hundes * 2", "<= 40 | 1"),
    )
    assert asked.decide({"Größe des Hundes": 50}).value == 100
    assert asked.decide({"Groesse_des_Hundes": 30}).value == 1


def test_the_words_say_rule_inputs_answer_and_note():
    asked = read(
        table("tax", ["dogs: number", "listed: boolean"], ["o: number"], "> 1 | - | 132 # each further dog")
    )
    words = asked.decide({"dogs": 3, "listed": False}).words
    assert words == "tax, rule 1 (dogs: 3): 132. each further dog"
