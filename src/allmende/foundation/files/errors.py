"""What can go wrong with a file, in words for people."""

from __future__ import annotations

from django.utils.functional import Promise


class FileRefusedError(ValueError):
    """A file cannot be taken; ``str(error)`` tells the person why and what to do, ``code`` tells the program."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class FileBlockedError(PermissionError):
    """A file may not be opened: a virus was found in it, or the check for viruses has not taken place yet."""
