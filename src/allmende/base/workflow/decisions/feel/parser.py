"""A recursive descent over FEEL that writes CEL.

Read are literals, names, paths, arithmetic, comparison, ``and``/``or``/``not``, ``if``, ``between``, ``in``, the
common functions, and the unary tests of decision tables (DMN 1.3, chapters 9 and 10). What has no counterpart in CEL
or counts differently there (indices from 1, filters, powers, durations) is refused by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from .asked import NOTHING, Condition, Interval, Operand, Point, Tests
from .cursor import Cursor
from .functions import called, decimal, moment, quoted
from .tokens import FeelSyntaxError, FeelUnsupportedError, identifier, tokenise

__all__ = ["FeelSyntaxError", "FeelUnsupportedError", "translate", "unary_tests"]

#: How CEL calls the input inside a cell.
VALUE = "value"
_COMPARE = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_REFUSED = {"for", "some", "every", "function", "instance", "return", "satisfies"}
_DEEPEST = 60


def translate(text: str, names: Mapping[str, str]) -> Operand:
    """A FEEL expression in CEL. ``names``: what the model calls a value → CEL. Raises both errors of this module."""
    parser = _Parser(text, names)
    operand = parser.expression()
    parser.end()
    return operand


def unary_tests(text: str, names: Mapping[str, str]) -> Tests:
    """The tests of an input cell. Raises both errors of this module."""
    if text.strip() in ("", "-"):
        return Tests()
    parser = _Parser(text, names)
    tests = parser.cell()
    parser.end()
    return tests


class _Parser(Cursor):
    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        super().__init__(tokenise(text, names))
        self.names = names
        self.depth = 0
        self.asks_value = False

    # -- unary tests

    def cell(self) -> Tests:
        if self.word == "not" and self.peek() == "(" and self._closes_at_end():
            self.next(), self.next()
            tests = self._tests()
            self.want(")")
            return Tests(tests, negated=True)
        return Tests(self._tests())

    def _closes_at_end(self) -> bool:
        """Whether the bracket after ``not`` ends with the cell: else it is part of a formula."""
        depth = 0
        for index in range(self.place + 1, len(self.tokens)):
            token = self.tokens[index]
            if token.kind == "op":
                depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0:
                return index == len(self.tokens) - 1
        return False

    def _tests(self) -> tuple[Interval | Point | Condition, ...]:
        tests = [self._test()]
        while self.take(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Interval | Point | Condition:
        if sign := self.take("<", "<="):
            return Interval(None, False, self._sum(), sign == "<=")
        if sign := self.take(">", ">="):
            return Interval(self._sum(), sign == ">=", None, False)
        if sign := self.take("=", "!="):
            return Point(self._sum(), sign == "=")
        if self.word in ("[", "(", "]"):
            interval = self._interval()
            if interval is not None:
                return interval
        self.asks_value = False
        operand = self.expression()
        return Condition(operand.cel) if self.asks_value else Point(operand)

    def _interval(self) -> Interval | None:
        """An interval, or None (and nothing read) where the bracket begins something else."""
        start = self.place
        opening = self.next().text
        try:
            low = self._sum()
            if not self.take(".."):
                raise FeelSyntaxError(self.word)
        except FeelSyntaxError:
            self.place = start
            if opening == "]":
                raise
            return None
        high = self._sum()
        closing = self.take("]", ")", "[")
        if not closing:
            raise FeelSyntaxError(self.word or "end of text")
        return Interval(low, opening == "[", high, closing == "]")

    # -- expressions, from the loosest binding to the tightest

    def expression(self) -> Operand:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FeelUnsupportedError("()")
        operand = self._if() if self.take("if") else self._or()
        self.depth -= 1
        return operand

    def _if(self) -> Operand:
        condition = self.expression()
        self.want("then")
        then = self.expression()
        self.want("else")
        return Operand(f"({condition.cel} ? {then.cel} : {self.expression().cel})")

    def _or(self) -> Operand:
        left = self._and()
        while self.take("or"):
            left = Operand(f"({left.cel} || {self._and().cel})")
        return left

    def _and(self) -> Operand:
        left = self._comparison()
        while self.take("and"):
            left = Operand(f"({left.cel} && {self._comparison().cel})")
        return left

    def _comparison(self) -> Operand:
        left = self._sum()
        if sign := self.take(*_COMPARE):
            return Operand(f"({left.cel} {_COMPARE[sign]} {self._sum().cel})")
        if self.take("between"):
            low = self._sum()
            self.want("and")
            return Operand(f"({left.cel} >= {low.cel} && {left.cel} <= {self._sum().cel})")
        if self.take("in"):
            return self._among(left)
        return left

    def _among(self, left: Operand) -> Operand:
        """What stands after ``in``: a test, several in brackets, or a list."""
        if self.word == "(" and (interval := self._interval()) is not None:
            return Operand(f"({Tests((interval,)).cel(left.cel)})")
        if self.take("("):
            tests = self._tests()
            self.want(")")
            return Operand(f"({Tests(tests).cel(left.cel)})")
        test = self._test()
        if isinstance(test, Point):
            return Operand(f"({left.cel} in {test.operand.cel})")
        return Operand(f"({Tests((test,)).cel(left.cel)})")

    def _sum(self) -> Operand:
        left = self._product()
        while sign := self.take("+", "-"):
            right = self._product()
            if isinstance(left.constant, Decimal) or isinstance(right.constant, Decimal):
                left = Operand(f"({decimal(left)} {sign} {decimal(right)})")
            else:
                left = Operand(f"({left.cel} {sign} {right.cel})")
        return left

    def _product(self) -> Operand:
        left = self._unary()
        while sign := self.take("*", "/", "**"):
            if sign == "**":
                raise FeelUnsupportedError("**")
            right = self._unary()
            left = Operand(f"({decimal(left)} {sign} {decimal(right)})")
        return left

    def _unary(self) -> Operand:
        if self.take("-"):
            operand = self._unary()
            if isinstance(operand.constant, Decimal):
                return Operand(f"-{operand.cel}", -operand.constant)
            return Operand(f"-{operand.cel}")
        return self._path()

    def _path(self) -> Operand:
        operand = self._primary()
        while True:
            if self.take("."):
                operand = Operand(f"{operand.cel}.{identifier(self._name())}")
            elif self.word == "[" and operand.constant is NOTHING:
                raise FeelUnsupportedError("[ ]")
            else:
                return operand

    def _name(self) -> str:
        token = self.next()
        if token.kind != "name":
            raise FeelSyntaxError(token.text)
        return token.text

    def _primary(self) -> Operand:
        token = self.next()
        if token.kind == "number":
            return Operand(token.text if token.text[0] != "." else f"0{token.text}", Decimal(token.text))
        if token.kind == "string":
            return quoted(json.loads(token.text, strict=False))
        if token.kind == "name":
            return self._named(token.text)
        if token.text == "?":
            self.asks_value = True
            return Operand(VALUE)
        if token.text == "@" and self.token is not None and self.token.kind == "string":
            return moment("date", json.loads(self.next().text))
        if token.text == "(":
            inner = self.expression()
            self.want(")")
            return Operand(f"({inner.cel})", inner.constant)
        if token.text == "[":
            return self._list()
        if token.text == "{":
            raise FeelUnsupportedError("{ }")
        raise FeelSyntaxError(token.text)

    def _list(self) -> Operand:
        parts: list[str] = []
        while not self.take("]"):
            parts.append(self.expression().cel)
            if self.word != "]":
                self.want(",")
        return Operand(f"[{', '.join(parts)}]")

    def _named(self, name: str) -> Operand:
        if name in ("true", "false"):
            return Operand(name, name == "true")
        if name == "null":
            return Operand(name, None)
        if self.word == "(":
            return self._call(name)
        if name in _REFUSED:
            raise FeelUnsupportedError(name)
        cel = self.names.get(name) or identifier(name)
        if cel == VALUE:
            self.asks_value = True
        return Operand(cel)

    def _call(self, name: str) -> Operand:
        self.want("(")
        arguments: list[Operand] = []
        while not self.take(")"):
            arguments.append(self.expression())
            if self.word != ")":
                self.want(",")
        constant = arguments[0].constant if len(arguments) == 1 else None
        if name in ("date", "date and time", "time") and isinstance(constant, str):
            return moment(name, constant)
        return Operand(called(name, [argument.cel for argument in arguments]))
