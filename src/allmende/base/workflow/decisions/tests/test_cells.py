import pytest

from .factories import read, table

DAY, NEXT = "2026-05-01", "2026-05-02"


def takes(cell, kind, value, **more):
    asked = read(table("d", [f"x: {kind}"], ["o: boolean"], f"{cell} | true"))
    return asked.decide({"x": value, **more}).value is True


@pytest.mark.parametrize(
    ("cell", "kind", "yes", "no"),
    [
        ("-", "number", 1, "…"),
        ("5", "number", 5, 6),
        ("5", "integer", 5.0, 4),
        ("5.50", "number", "5.5", 5.51),
        ("-3", "number", -3, 3),
        ("< 5", "number", 4.99, 5),
        ("<= 5", "number", 5, 5.01),
        ("> 5", "number", 5.01, 5),
        (">= 5", "number", 5, 4.99),
        ("[1..3]", "number", 3, 3.01),
        ("[1..3)", "number", 2.99, 3),
        ("]1..3]", "number", 3, 1),
        ("(1..3)", "number", 2, 1),
        ("1, 3, [5..6]", "number", 5.5, 2),
        ("not(1, 3)", "number", 2, 3),
        ("not([1..3])", "number", 0, 2),
        ("!= 3", "number", 2, 3),
        ("0.1", "number", 0.1, 0.2),
        ('"a"', "string", "a", "b"),
        ('"a","b"', "string", "b", "c"),
        ('not("a","b")', "string", "c", "a"),
        ('"with \\"quotes\\" | pipe"'.replace(" | pipe", ""), "string", 'with "quotes"', "with"),
        ('> "m"', "string", "n", "a"),
        ("true", "boolean", True, False),
        ("not(true)", "boolean", False, True),
        (f'date("{DAY}")', "date", DAY, NEXT),
        (f'> date("{DAY}")', "date", NEXT, DAY),
        (f'[date("{DAY}")..date("{NEXT}")]', "date", NEXT, "2026-05-03"),
        (f'@"{DAY}"', "date", DAY, NEXT),
        ('< date and time("2026-05-01T12:00:00")', "dateTime", "2026-05-01T11:59:00", "2026-05-01T12:00:00"),
        ('[time("08:00:00")..time("12:00:00"))', "time", "08:00", "12:00:00"),
        ("null", "string", None, "a"),
        ("not(null)", "string", "a", None),
        ('not("a")', "string", None, "a"),
        ("< 5", "number", 4, None),
        ("? > 3 and ? < 5", "number", 4, 5),
        ("value > 3.0 && value < 5.0", "number", 4, 5),
        ('value.startsWith("A")', "string", "Amt", "Bad"),
        ('starts with(?, "A")', "string", "Amt", "Bad"),
        ("limit", "number", 7, 8),
        ("> limit", "number", 8, 7),
        ("[limit..limit + 2]", "number", 9, 10),
        ("not(> limit)", "number", 7, 8),
    ],
)  # fmt: skip
def test_a_cell_takes(cell, kind, yes, no):
    assert takes(cell, kind, yes, limit=7)
    if no != "…":
        assert not takes(cell, kind, no, limit=7)


def test_the_kind_of_a_column_without_type_is_that_of_its_cells():
    asked = read(table("d", ["x"], ["o: number"], "< 5 | 1", "[5..9] | 2"))
    assert asked.decide({"x": "6"}).value == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + 1", 6), ("a / 2", 2.5), ("if a > 3 then 10 else 20", 10), ("a between 1 and 5", True),
        ("a in [1..5]", True), ("a in (1, 2)", False), ("not(a = 5) or b = \"x\"", True), ("count(numbers)", 3),
        ("sum(numbers)", 6), ("abs(0 - a)", 5), ("string length(b)", 1), ("min(a, 3)", 3),
        ("list contains(numbers, 2)", True), ("decimal(a / 3, 2)", 1.67), ("-a", -5), ("a >= 5 && b == 'x'", True),
    ],
)  # fmt: skip
def test_a_formula_says(text, expected):
    asked = read(table("d", [], ["o"], text))
    assert asked.decide({"a": 5, "b": "x", "numbers": [1, 2, 3]}).value == expected
