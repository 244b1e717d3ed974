import random

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.base.workflow.decisions.checks import check_decision
from allmende.base.workflow.decisions.geometry import survey
from allmende.base.workflow.decisions.samples import OTHER
from allmende.foundation.expressions import compile_expression

from .factories import dmn, read, table


def messages(*rules, inputs=("x: number",), outputs=("o: number",), policy="UNIQUE"):
    return [
        (f.level, f.message)
        for f in check_decision(dmn(table("d", list(inputs), list(outputs), *rules, policy=policy)))
    ]


@pytest.mark.parametrize(
    ("kind", "cells", "gap"),
    [
        ("number", ["< 3", "> 3"], "x: 3"),
        ("number", ["<= 3", ">= 5"], "x: over 3 and under 5"),
        ("number", ["[0..10]"], "x: under 0 or over 10"),
        ("integer", ["<= 3", "> 5"], "x: 4 to 5"),
        ("boolean", ["true"], "x: no"),
        ("string", ['"a"'], "x: anything but a"),
        (
            "date",
            ['<= date("2026-05-01")', '>= date("2026-05-04")'],
            "x: 02/05/2026 to 03/05/2026",
        ),
    ],
)
def test_what_no_rule_takes_is_said_with_an_example(kind, cells, gap):
    found = messages(*(f"{cell} | {number}" for number, cell in enumerate(cells)), inputs=[f"x: {kind}"])
    assert [level for level, _text in found] == ["warning"]
    assert gap in found[0][1]
    assert "Example: x = " in found[0][1]


def test_the_example_is_told_in_the_readers_language():
    with override("de"):
        assert "x = ein anderer Wert" in messages('"a" | 1', inputs=["x: string"])[0][1]


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("number", ["< 3", "3", "> 3"]), ("integer", ["<= 3", "[4..5]", "> 5"]), ("boolean", ["true", "false"]),
        ("string", ['"a"', 'not("a")']), ('string ["a","b"]', ['"a"', '"b"']),
        ("date", ['<= date("2026-05-01")', '> date("2026-05-01")']), ("number [[0..10]]", ["[0..5]", "(5..10]"]),
        ("number", ["-"]),
    ],
)  # fmt: skip
def test_a_complete_table_has_no_findings(kind, cells):
    assert messages(*(f"{cell} | 1" for cell in cells), inputs=[f"x: {kind}"]) == []


def test_gaps_between_whole_numbers_are_said_once():
    ((level, text),) = messages("<= 1 | 1", "[2..3] | 2", "[4..9] | 3", ">= 10 | 4")
    assert level == "warning"
    assert "integer" in text


def test_a_table_with_a_default_has_no_gaps():
    assert messages("1 | 1", outputs=["o: number [1, 2 default 2]"]) == []


def test_two_rules_that_match_together_are_an_error_where_only_one_may():
    found = messages("[1..5] | true | 1", "[5..9] | - | 2", inputs=["x: number", "y: boolean"])
    assert found[0] == ("error", "The rules 1 and 2 both match for x: 5; y: yes. Example: x = 5; y = yes.")


def test_any_may_overlap_where_the_answers_agree():
    rules = ("[1..5] | 1", "[5..9] | 1")
    assert not [level for level, _text in messages(*rules, policy="ANY") if level == "error"]
    assert messages("[1..5] | 1", "[5..9] | 2", policy="ANY")[0][0] == "error"


@pytest.mark.parametrize("policy", ["FIRST", "PRIORITY"])
def test_a_rule_that_never_counts_is_said(policy):
    found = messages("< 5 | 1", ">= 5 | 1", "7 | 2", policy=policy, outputs=["o: number [1, 2]"])
    assert found == [
        ("warning", "This rule never counts: the rules before it take everything that it would take.")
    ]


def test_formulas_are_said_to_limit_the_check():
    assert messages("< limit | 1", "> 5 | 2")[-1][1].endswith("formulas in: x.")


CELLS = {
    "number": st.sampled_from(
        ["-", "3", "< 4", "[2..6]", "(2..6)", "> 5", "1, 7", "not(3)", "not([2..3])", ">= limit"]
    ),
    "string": st.sampled_from(["-", '"a"', '"a","b"', 'not("a")', 'not("a","b")', "null"]),
    "boolean": st.sampled_from(["-", "true", "false", "not(true)"]),
}
VALUES = {
    "number": [0, 1, 2, 2.5, 3, 4, 5, 5.5, 6, 7, 8],
    "string": ["a", "b", "c"],
    "boolean": [True, False],
}


@st.composite
def tables(draw):
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=3))
    rules = draw(st.lists(st.tuples(*(CELLS[kind] for kind in kinds)), min_size=1, max_size=6))
    return kinds, rules


@settings(max_examples=120, deadline=None)
@given(tables())
def test_the_index_says_what_the_cells_say_one_by_one(drawn):
    """Index, gaps and overlaps against the plain way: every cell as CEL, on every mixture of values."""
    kinds, rules = drawn
    columns = [f"v{number}: {kind}" for number, kind in enumerate(kinds)]
    rows = [" | ".join((*cells, str(number))) for number, cells in enumerate(rules)]
    unique = read(table("d", columns, ["o: number"], *rows)).decisions["d"].logic
    report = survey(unique)
    sure = {number for number, rule in enumerate(unique.rules) if all(cell.shape for cell in rule.cells)}
    chance = random.Random(0)
    for _ in range(40):
        values = [chance.choice(VALUES[kind]) for kind in kinds]
        env = {f"v{number}": value for number, value in enumerate(values)} | {"limit": 4}
        found = {rule.number - 1 for rule in unique.matching(unique.values_of(env), env)}
        assert found == {n for n, rule in enumerate(unique.rules) if _plainly(rule, values)}
        if not report.gaps:
            assert found & sure
        if len(found & sure) > 1:
            pair = sorted(found & sure)[:2]
            assert any([o.first.number - 1, o.second.number - 1] == pair for o in report.overlaps)
    for gap in report.gaps:
        assert not _matching(unique, gap.example) & sure
    for overlap in report.overlaps:
        assert {overlap.first.number - 1, overlap.second.number - 1} <= _matching(
            unique, overlap.region.example
        )


def _plainly(rule, values):
    return all(
        compile_expression(cell.cel).holds({"value": value, "limit": 4})
        for cell, value in zip(rule.cells, values, strict=True)
    )


def _matching(unique, example):
    values = ["other" if value is OTHER else value for value in example]
    env = {f"v{number}": value for number, value in enumerate(values)} | {"limit": 4}
    return {rule.number - 1 for rule in unique.matching(unique.values_of(env), env)}
