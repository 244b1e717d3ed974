"""What an editor says beside a table: all that can be said, also where something else is wrong."""

import pytest

from allmende.base.workflow.decisions.review import review

from .factories import dmn, table


def gaps(kind, *cells):
    file = dmn(table("d", [f"x: {kind}"], ["o: number"], *(f"{cell} | 1" for cell in cells)))
    return [gap.cells[0] for gap in review(file).gaps["d"]]


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("number", ["< 3", "> 3.5"]),
        ("integer", ["1", "[4..6]", "> 9"]),
        ("boolean", ["true"]),
        ("string", ['"a", "b"']),
        ("string", ['not("a")']),
        ("string", ["null"]),
        ("number", ["null"]),
        ("string", ['"a"', "null", 'not("a", "c", null)']),
        ("date", ['< date("2026-01-31")']),
        ("dateTime", ['< date and time("2026-01-31T12:00:00")']),
        ("time", ['< time("12:00:00")']),
    ],
)
def test_the_rule_that_is_offered_for_a_gap_closes_it_and_overlaps_nothing(kind, cells):
    offered = gaps(kind, *cells)
    assert offered
    closed = review(
        dmn(table("d", [f"x: {kind}"], ["o: number"], *(f"{cell} | 1" for cell in [*cells, *offered])))
    )
    assert closed.gaps["d"] == []
    assert closed.findings == []


def test_between_whole_numbers_a_type_is_offered_instead_of_a_rule():
    file = dmn(table("d", ["x: number"], ["o: number"], "<= 3 | 1", ">= 4 | 2"))
    (gap,) = review(file.replace("<input>", '<input id="in">')).gaps["d"]
    assert (gap.cells, gap.column) == ((), "in")


def test_one_wrong_cell_keeps_nothing_else_from_being_checked():
    broken = table("broken", ["x: number"], ["o: number"], "< | 1", "5 | 2").replace(
        "<inputEntry><text>5", '<inputEntry id="good"><text>5'
    )
    found = review(dmn(broken, table("whole", ["x: number"], ["o: number"], "< 3 | 1")))
    assert found.refused
    assert found.words["good"] == "5"
    assert [gap.cells for gap in found.gaps["whole"]] == [(">= 3",)]
