"""Names of the event streams of accounts."""

from __future__ import annotations

from ..models import User

#: Attempts on addresses that have no account.
UNKNOWN = "user:unknown"


def stream_of(user: User | None) -> str:
    """The event stream of an account, or the one of nobody's."""
    return f"user:{user.pk}" if user else UNKNOWN
