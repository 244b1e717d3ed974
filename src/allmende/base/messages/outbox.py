"""E-mail out: queued in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Mapping

from .models import Conversation, OutgoingEmail


def queue_email(
    *,
    to: str,
    kind: str,
    context: Mapping[str, str],
    language: str = "de",
    conversation: Conversation | None = None,
) -> OutgoingEmail:
    """Queue one e-mail of a registered kind; also for mail without a conversation, such as the link to a draft."""
    raise NotImplementedError
