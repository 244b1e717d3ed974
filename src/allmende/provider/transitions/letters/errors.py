"""What can be wrong, each with a sentence for people."""

from __future__ import annotations

from allmende.provider.transitions.errors import TransitionError


class NoticeError(TransitionError):
    """An announcement, a letter or a link cannot be dealt with like that; the text says why and what to do."""
