"""Compile and evaluate CEL: the only module that knows the library behind it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import cel

from .errors import ExpressionError
from .functions import FUNCTIONS, STANDARD
from .references import SIZE, Rewritten, rewrite

MAX_LENGTH = 10_000
_WHERE = re.compile(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?(.*?)(?:\n|$)")


class Expression:
    """A compiled expression. Immutable; may be shared between threads.

    ``references``: the dotted names it speaks of, such as ``owner.name``; ``variables``: the names by which the
    library knows them, each with its chain of keys.
    """

    __slots__ = (
        "_calculates",
        "_functions",
        "_places",
        "_program",
        "_wide",
        "_wide_text",
        "references",
        "text",
        "variables",
    )

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise ExpressionError(f"The expression is longer than {MAX_LENGTH} characters.", None, text)
        _compile(text, text)
        found: Rewritten = rewrite(text)
        self.text = text
        self._program = _compile(found.text, text)
        self._wide_text = found.widened
        self._wide: Any = None
        self.variables = tuple(
            (variable, tuple(chain.split("."))) for variable, chain in found.variables.items()
        )
        self._places = found.places
        used = set(self._program.references()["functions"])
        called = {name for name in used if re.fullmatch(r"\w+", name)}
        unknown = sorted(called - FUNCTIONS.keys() - STANDARD - {SIZE})
        if unknown:
            raise ExpressionError(f"There is no function {unknown[0]!r}.", text.find(unknown[0]), text)
        self._functions = {name: FUNCTIONS[name] for name in called if name in FUNCTIONS}
        if SIZE in called:
            self._functions[SIZE] = len
        self._calculates = not used.isdisjoint(("_+_", "_-_", "_*_", "_/_", "_%_"))
        self.references = frozenset(found.variables.values())

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def place_of(self, reference: str) -> int | None:
        """Where in the text ``reference`` stands first."""
        return self._places.get(reference)

    def evaluate(self, env: Mapping[str, Any]) -> Any:
        """The value, or None where it is unknown: a missing answer met an operator, or types do not fit.

        ``env``: nested mapping of names. Days (``date``) become points in time, ``Decimal`` becomes a number.
        """
        return self.execute({variable: to_cel(_lookup(env, chain)) for variable, chain in self.variables})

    def execute(self, variables: dict[str, Any]) -> Any:
        """As ``evaluate``, for engines: ``variables`` holds a value, as of ``to_cel``, for each of ``variables``."""
        try:
            return self._program.execute({**self._functions, **variables})
        except TypeError:
            return self._evaluate_wide(variables) if self._calculates else None
        except BaseException as error:  # the library's panics are no Exception
            if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
                raise
        return None

    def holds(self, env: Mapping[str, Any]) -> bool:
        """Whether the rule is met; unknown is not met."""
        return self.evaluate(env) is True

    def _evaluate_wide(self, variables: dict[str, Any]) -> Any:
        """CEL does not mix whole and decimal numbers; people do: try again with all numbers decimal."""
        try:
            if self._wide is None:
                self._wide = cel.compile(self._wide_text)
            values = {name: _widen(value) for name, value in variables.items()}
            return self._wide.execute({**self._wide_functions(), **values})
        except Exception:
            return None

    def _wide_functions(self) -> dict[str, Any]:
        wide: dict[str, Any] = {name: _widened(function) for name, function in self._functions.items()}
        return {**wide, SIZE: _decimal_size}


def _widened(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: _widen(function(*arguments))


def _decimal_size(value: Any) -> float:
    return float(len(value))


@lru_cache(maxsize=20_000)
def _cached(text: str) -> Expression:
    return Expression(text)


def compile_expression(text: str, *, names: Collection[str] | None = None) -> Expression:
    """Compile ``text`` (once per process); raises ``ExpressionError`` with message and position.

    With ``names`` every first name in the expression must be among them.
    """
    expression = _cached(text.strip())
    if names is not None:
        for reference in sorted(expression.references):
            if reference.partition(".")[0] not in names:
                raise ExpressionError(
                    f"There is nothing named {reference!r}.", expression.place_of(reference), text
                )
    return expression


def full_match(pattern: str, text: str) -> bool:
    """Whether ``text`` as a whole matches the regular expression, in linear time (no backtracking).

    A pattern that does not compile (see ``pattern_problem``) matches everything.
    """
    try:
        return _MATCH.execute({"text": text, "pattern": f"^(?:{pattern})$"}) is not False
    except Exception:
        return True


def pattern_problem(pattern: str) -> str | None:
    """What is wrong with a regular expression, or None."""
    try:
        _MATCH.execute({"text": "", "pattern": f"^(?:{pattern})$"})
    except Exception as error:
        return str(error).splitlines()[-1][:200]
    return None


_MATCH = cel.compile("text.matches(pattern)")


def to_cel(value: Any) -> Any:
    """A Python value as CEL takes it."""
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.UTC)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {key: to_cel(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [to_cel(part) for part in value]
    return value


def _widen(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return {key: _widen(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_widen(part) for part in value]
    return value


def _lookup(env: Any, chain: tuple[str, ...]) -> Any:
    for name in chain:
        if not isinstance(env, Mapping):
            return None
        env = env.get(name)
    return env


def _compile(text: str, original: str) -> Any:
    try:
        return cel.compile(text)
    except ValueError as error:
        found = _WHERE.search(str(error))
        if not found:
            raise ExpressionError("The expression cannot be read.", None, original) from None
        line, column, message = int(found[1]), int(found[2]), found[3].split(" expecting ")[0]
        position = sum(len(part) + 1 for part in original.split("\n")[: line - 1]) + column - 1
        raise ExpressionError(f"{message} (character {position + 1})", position, original) from None
