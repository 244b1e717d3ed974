"""The text of a cell compiled: FEEL as other tools write it, else CEL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from allmende.foundation.expressions import Expression, ExpressionError, compile_expression

from .feel import (
    NOTHING,
    Condition,
    FeelSyntaxError,
    FeelUnsupportedError,
    Operand,
    Point,
    Tests,
    translate,
    unary_tests,
)
from .kinds import Kind, as_json, coerced
from .shapes import shape_of
from .table import VALUE, Cell, Formula

T = TypeVar("T")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WORDS = frozenset({"true", "false", "null"})


class CellError(ValueError):
    """A cell cannot be understood; the message is for people."""


@dataclass
class Scope:
    """The names that cells may use (the model's name → CEL), and what they turned out to read."""

    names: dict[str, str]
    references: set[str] = field(default_factory=set)
    known_tests: dict[tuple[str, str], Tests] = field(default_factory=dict)

    def with_value(self, *names: str) -> Scope:
        """The same inside an input cell, where some names mean the input itself."""
        return Scope({**self.names, **dict.fromkeys((VALUE, *filter(None, names)), VALUE)}, self.references)


def read_tests(text: str, language: str, scope: Scope) -> Tests:
    """What an input cell asks. Raises ``CellError``."""
    found = scope.known_tests.get((text, language))
    if found is None:
        found = scope.known_tests[text, language] = _tests(text, language, scope)
    return found


def _tests(text: str, language: str, scope: Scope) -> Tests:
    if text in ("", "-"):
        return Tests()
    if is_cel(language):
        _expression(text, scope)
        return _one_condition(text)
    return _feel_or_cel(text, language, scope, unary_tests, _one_condition)


def _one_condition(cel: str) -> Tests:
    return Tests((Condition(cel),))


def make_cell(id: str, text: str, tests: Tests, kind: Kind, scope: Scope) -> Cell:
    """The cell of a column whose kind is known. Raises ``CellError``."""
    try:
        shape = shape_of(tests, kind)
    except (ValueError, ArithmeticError) as error:
        raise CellError(_("%(value)s does not fit this column.") % {"value": error}) from None
    cel = tests.cel(VALUE)
    if shape is None:
        return Cell(id, text, cel, None, _expression(cel, scope))
    if shape.impossible:
        raise CellError(_("No value is ever in “%(text)s”.") % {"text": text})
    return Cell(id, text, cel, shape)


def read_formula(text: str, language: str, scope: Scope, kind: Kind = Kind.ANY) -> Formula:
    """An input's expression or a rule's answer; constants are checked against ``kind``. Raises ``CellError``."""
    if not text:
        return Formula("")
    if _NUMBER.fullmatch(text) and kind is Kind.NUMBER:
        return Formula(text, as_json(Decimal(text)))
    operand = _operand(text, language, scope)
    if operand.constant is not NOTHING:
        try:
            return Formula(text, as_json(coerced(operand.constant, kind)))
        except ValueError:
            raise CellError(_("%(value)s does not fit this column.") % {"value": text}) from None
    if is_path(operand.cel) and operand.cel not in _WORDS:
        scope.references.add(operand.cel)
        return Formula(text, path=tuple(operand.cel.split(".")))
    return Formula(text, expression=_expression(operand.cel, scope))


def constants_of(tests: Tests) -> list[Any]:
    """The constants that a cell names: they tell the kind of a column that does not."""
    found: list[Any] = []
    for test in tests.tests:
        if isinstance(test, Point):
            found.append(test.operand.constant)
        elif not isinstance(test, Condition):
            found += [end.constant for end in (test.low, test.high) if end is not None]
    return [constant for constant in found if constant is not NOTHING]


def listed(tests: Tests) -> tuple[Any, ...]:
    """The single values of a list such as ``"high","low"``, in its order; empty where it is none."""
    points = [test.operand.constant for test in tests.tests if isinstance(test, Point) and test.wanted]
    whole = len(points) == len(tests.tests) and NOTHING not in points and not tests.negated
    return tuple(points) if whole else ()


def is_path(name: str) -> bool:
    """Whether a name is one that CEL knows as it is, such as ``answers.breed``."""
    return _PATH.fullmatch(name) is not None


def is_cel(language: str) -> bool:
    return "cel" in re.split(r"[^a-z]+", language.lower())


def _operand(text: str, language: str, scope: Scope) -> Operand:
    if is_cel(language):
        return Operand(text)
    return _feel_or_cel(text, language, scope, translate, Operand)


def _feel_or_cel(
    text: str,
    language: str,
    scope: Scope,
    feel: Callable[[str, Mapping[str, str]], T],
    cel: Callable[[str], T],
) -> T:
    """What ``feel`` reads; where the text is no FEEL, what ``cel`` makes of it as CEL."""
    if language and "feel" not in language.lower():
        raise CellError(
            _("The language “%(language)s” is not run; use FEEL or CEL.") % {"language": language}
        )
    try:
        return feel(text, scope.names)
    except FeelUnsupportedError as error:
        raise _unsupported(text, error) from None
    except (FeelSyntaxError, ValueError) as error:
        try:
            _expression(text, scope)
        except CellError:
            raise _unreadable(text, error) from None
        return cel(text)


def _expression(cel: str, scope: Scope) -> Expression:
    try:
        expression = compile_expression(cel)
    except ExpressionError as error:
        raise CellError(
            _("The expression “%(text)s” cannot be understood: %(error)s") % {"text": cel, "error": error}
        ) from None
    scope.references |= expression.references
    return expression


def _unreadable(text: str, error: Exception) -> CellError:
    return CellError(_("“%(text)s” cannot be understood near “%(near)s”.") % {"text": text, "near": error})


def _unsupported(text: str, error: Exception) -> CellError:
    return CellError(_("“%(text)s” uses %(what)s, which is not run.") % {"text": text, "what": error})


def alias_names(names: Mapping[str, str]) -> dict[str, str]:
    """CEL's name → the model's, where they differ."""
    return {cel: name for name, cel in names.items() if cel != name}
