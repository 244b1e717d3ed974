import datetime

import pytest

from allmende.foundation.expressions import (
    ExpressionError,
    compile_expression,
    full_match,
    pattern_problem,
)
from allmende.foundation.expressions.functions import STANDARD

DAY = datetime.date(2020, 5, 1)


@pytest.mark.parametrize(
    ("text", "env", "value"),
    [
        ("a.b == 'x'", {"a": {"b": "x"}}, True),
        ("a.b == 'x'", {}, False),
        ("a != 'x'", {}, True),
        ("a > 5", {}, None),
        ("!a", {}, None),
        ("a > 5 || b", {"b": True}, True),
        ("a > 5 && b", {"b": False}, False),
        ("price * 2", {"price": 1.5}, 3.0),
        ("price * count + 1", {"price": 1.5, "count": 2}, 4.0),
        ("size(dogs) * 90.5", {"dogs": [1, 2]}, 181.0),
        ("count_filled([a, b]) * 1.5", {"a": "x"}, 1.5),
        ("dogs[0].name", {"dogs": [{"name": "Bello"}]}, "Bello"),
        ("dogs.exists(d, d.breed == kind)", {"dogs": [{"breed": "x"}], "kind": "x"}, True),
        ("sum(dogs.map(d, d.weight))", {"dogs": [{"weight": 1.5}, {"weight": 2}]}, 3.5),
        ("size(dogs)", {"dogs": [1, 2]}, 2),
        ("size(name)", {"name": "Käthe"}, 5),
        ("name.size() * 2", {"name": "Käthe"}, 10),
        ("size(name)", {"name": None}, None),
        ("has(a.b)", {"a": {"b": None}}, False),
        ("has(a.b) && a.b > 1", {"a": {"b": 2}}, True),
        ("born < date('2020-05-02')", {"born": DAY}, True),
        ("days_between(born, date('2020-05-31'))", {"born": DAY}, 30),
        ("years_since(born) < 18", {}, None),
        ("years_since(born) >= 5", {"born": DAY}, True),
        ("is_day(30, 2, 2020)", {}, False),
        ("is_day(d, 2, 2020)", {}, None),
        ("count_filled([a, b, c]) >= 1", {"b": " ", "c": "x"}, True),
        ("empty(a)", {"a": {"b": "", "c": []}}, True),
        ("iban_valid(i)", {"i": "DE02 1203 0000 0000 2020 51"}, True),
        ("iban_valid(i)", {"i": "DE03120300000000202051"}, False),
        ("round(2.345, 2)", {}, 2.35),
        ("'a.b' + name", {"name": "c"}, "a.bc"),
        ("a ? 'x' : 'y'", {"a": True}, "x"),
        ("a in ['x', 'y']", {"a": "y"}, True),
        ("name.startsWith('B') && name.matches('^B.*')", {"name": "Bello"}, True),
        ("name.trim().lowerAscii() == 'käthe'", {"name": " KäTHE "}, True),
        ("name.upperAscii()", {"name": None}, None),
        ("name.split('-')[1]", {"name": "a-b"}, "b"),
        ("['a', 'b'].join(', ')", {}, "a, b"),
        ("plate.substring(2) + plate.charAt(0)", {"plate": "GIXY"}, "XYG"),
        ("plate.substring(9)", {"plate": "GI"}, None),
        ("plate.replace(' ', '').indexOf('X')", {"plate": "G I X"}, 2),
        ("min(a, 3) + max([a, 3])", {"a": 5}, 8),
        ("max(a, 3)", {"a": None}, None),
        ("max(a, 1.5) * 2", {"a": 1}, 3.0),
    ],
)
def test_a_value_is_known_or_null(text, env, value):
    assert compile_expression(text).evaluate(env) == value


def test_references_are_dotted_and_leave_out_what_macros_bind():
    found = compile_expression("dogs.exists(d, d.breed == owner.kind) && size(x) > 1 && d == 1").references
    assert found == {"dogs", "owner.kind", "x", "d"}


@pytest.mark.parametrize(
    ("text", "position"),
    [("a == ", 4), ("a = 2", 2), ("foo(1)", 0), ("a +\n * b", 5), ("__import__('os')", None)],
)
def test_what_does_not_compile_is_named_with_its_position(text, position):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text)
    assert caught.value.message
    if position is not None:
        assert caught.value.position == position


def test_unknown_names_are_found():
    with pytest.raises(ExpressionError, match="'b'"):
        compile_expression("a == b", names={"a"})


def test_a_pattern_must_match_the_whole_text_and_never_hangs():
    assert full_match(r"\d{5}", "12345")
    assert not full_match(r"\d{5}", "123456")
    assert not full_match("(a+)+b", "a" * 5000)
    assert pattern_problem("(?=x)") is not None
    assert pattern_problem("[a") is not None


def test_depth_and_length_are_limited():
    for text in ("(" * 3000 + "1" + ")" * 3000, "a + " * 5000 + "a"):
        with pytest.raises(ExpressionError):
            compile_expression(text)


def test_every_function_that_is_offered_answers():
    calls = {
        "uint": "uint(1)", "bool": "bool('true')", "duration": "duration('1h')", "type": "type(1)", "dyn": "dyn(1)",
        "double": "double('1.5')", "string": "string(1)", "timestamp": "timestamp('2026-01-01T00:00:00Z')",
        "int": "int('1')", "exists_one": "[1].exists_one(x, x == 1)", "all": "[1].all(x, x == 1)",
        "filter": "[1].filter(x, x == 1)", "map": "[1].map(x, x)", "exists": "[1].exists(x, x == 1)",
        "has": "has(o.a)", "size": "size('a')", "contains": "'a'.contains('a')", "matches": "'a'.matches('a')",
        "startsWith": "'a'.startsWith('a')", "endsWith": "'a'.endsWith('a')",
    }  # fmt: skip
    calls |= {name: f"d.{name}()" for name in STANDARD if name.startswith("get")}
    env = {"o": {"a": 1}, "d": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)}
    silent = {name for name in STANDARD if compile_expression(calls[name]).evaluate(env) is None}
    assert not silent
