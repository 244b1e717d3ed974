from __future__ import annotations


class NotUnderstoodError(ValueError):
    """A rule is not surely understood; the text says what of it."""
