"""What keeps an order or a question from going on, in a sentence for people."""

from __future__ import annotations


class OrderError(ValueError):
    """The message says what is wrong and what to do; nothing was written."""
