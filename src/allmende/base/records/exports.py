"""A record as one ZIP."""

from __future__ import annotations

from collections.abc import Iterator

from .models import Record


def zip_of(record: Record) -> Iterator[bytes]:
    """The ZIP in pieces."""
    raise NotImplementedError
