import pytest

from allmende.foundation.numbers import whole_number, whole_number_or_less


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("999999999", 999999999)])
def test_plain_digits_are_a_number(text, number):
    assert whole_number(text) == number
    assert whole_number_or_less(f"-{text}") == -number


@pytest.mark.parametrize(
    "text", ["", " 1", "+1", "1.0", "²", "٣", "1_000", "--5", "9" * 10, "9" * 5000, "\0", "\ud800"]
)
def test_anything_else_is_none(text):
    assert whole_number(text) is None
    assert whole_number_or_less(text) is None
