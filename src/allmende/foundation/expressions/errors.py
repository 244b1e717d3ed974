from __future__ import annotations


class ExpressionError(ValueError):
    """An expression does not compile: ``message`` for people, ``position`` counted from 0 (or None)."""

    def __init__(self, message: str, position: int | None = None, text: str = "") -> None:
        self.message = message
        self.position = position
        self.text = text
        super().__init__(message)
