"""Reading conversations. Whoever calls these has checked the permission on the subject."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Conversation, Message


def conversation_of(subject: str) -> Conversation | None:
    """The conversation of ``subject``, or None."""
    return Conversation.objects.select_related("customer").filter(subject=subject).first()


def has_conversation(subject: str) -> bool:
    """Whether ``subject`` has a conversation; asked often, so it is one plain statement."""
    return Conversation.objects.has(subject=subject)


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    """All messages, oldest first, with ``message.attachments.all()`` and their files loaded."""
    return (
        Message.objects.filter(conversation=conversation)
        .prefetch_related("attachments__file")
        .order_by("sent_at", "pk")
    )


def unread(conversation: Conversation, direction: str) -> int:
    """How many messages of ``direction`` the other side has not opened yet."""
    return Message.objects.filter(conversation=conversation, direction=direction, read_at=None).count()
