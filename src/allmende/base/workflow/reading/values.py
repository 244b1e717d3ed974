"""Texts of a model as values: constants, expressions, numbers, lengths of time."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.expressions import Expression, ExpressionError, compile_expression
from allmende.foundation.numbers import whole_number_or_less

from ..calendar import Duration
from ..findings import Findings
from ..graph import Value
from ..moddle import text_of


class Texts:
    """Reads texts; what cannot be understood is a finding, and ``references`` gathers the variables that they read."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.references: set[str] = set()

    def expression(self, element: Any, text: str) -> Expression | None:
        """A CEL expression; a leading ``=`` may stand before it."""
        text = text.removeprefix("=").strip() if not text.startswith("==") else text
        try:
            expression = compile_expression(text)
        except ExpressionError as error:
            self.findings.error(
                element,
                _("The expression “%(text)s” cannot be understood: %(error)s")
                % {"text": text, "error": error},
            )
            return None
        self.references |= expression.references
        return expression

    def maybe(self, element: Any, text: str) -> Expression | None:
        """An expression where there is a text."""
        return self.expression(element, text) if text else None

    def value(self, element: Any, text: str) -> Value:
        """A constant text, or an expression where it begins with ``=``."""
        if not text.startswith("="):
            return Value(text)
        return Value("", self.expression(element, text[1:].strip()))

    def number(self, element: Any, attribute: str, default: int, most: int = 999_999_999) -> int:
        text = text_of(element, attribute)
        number = whole_number_or_less(text)
        if text and number is None:
            self.findings.error(element, _("“%(text)s” is not a whole number.") % {"text": text})
        elif number is not None and abs(number) > most:
            self.findings.error(element, _("The number must be at most %(max)s.") % {"max": most})
        return default if number is None else number

    def duration(self, element: Any, text: str) -> Duration | None:
        if not text:
            return None
        try:
            return Duration.parse(text)
        except ValueError as error:
            self.findings.error(element, str(error))
            return None
