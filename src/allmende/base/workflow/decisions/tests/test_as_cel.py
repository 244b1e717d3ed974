import pytest

from allmende.base.workflow.decisions.as_cel import as_cel
from allmende.base.workflow.decisions.results import DecisionError
from allmende.foundation.expressions import compile_expression

from .factories import formula, read, table

BREEDS = table(
    "listed", ["answers.breed: string"], ["o: boolean [true, false default false]"], '"a", "value" | true'
)
FEE = table(
    "fee", ["listed: boolean", "answers.others: number"], ["o: number"],
    "true | - | 600", "false | < 1 | param.first", "false | >= 1 | param.first * 1.5",
    needs="listed",
)  # fmt: skip


@pytest.mark.parametrize(("breed", "others"), [("a", 0), ("value", 3), ("c", 0), ("c", 1), ("c", 2)])
def test_written_out_it_says_what_the_tables_say(breed, others):
    tables = read(BREEDS, FEE, formula("half", "if answers.poor then fee / 2 else fee", "fee"))
    text = as_cel(tables, "half", lambda name: name.removeprefix("answers."))
    answers = {"breed": breed, "others": others, "poor": others == 1}
    expected = tables.decide({"answers": answers, "param": {"first": "96.00"}}).value
    assert compile_expression(text).evaluate({**answers, "param": {"first": 96.0}}) == expected


def test_collected_answers_are_added_up():
    tables = read(
        table("d", ["x: number"], ["o: number"], "> 1 | 5", "> 2 | 7", policy="COLLECT", aggregation="SUM")
    )
    assert compile_expression(as_cel(tables, "d")).evaluate({"x": 3}) == 12


def test_lists_have_no_place_in_an_expression():
    with pytest.raises(DecisionError, match="more than one value"):
        as_cel(read(table("d", ["x: number"], ["o: number"], "> 1 | 5", policy="COLLECT")), "d")
