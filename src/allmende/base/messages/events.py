"""What happens in conversations, on the stream of the conversation's subject."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class MessagePosted(DomainEvent):
    """The office wrote to the customer. ``personal`` carries the sender's name."""

    type: ClassVar[str] = "messages.posted"
    label: ClassVar = _("Message sent")
    conversation: str
    message: str
    channel: str
    attachments: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class MessageReceived(DomainEvent):
    """The customer wrote to the office. ``personal`` carries the sender's name."""

    type: ClassVar[str] = "messages.received"
    label: ClassVar = _("Message received")
    conversation: str
    message: str
    channel: str
    attachments: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class MessagesRead(DomainEvent):
    """The other side opened messages of this direction."""

    type: ClassVar[str] = "messages.read"
    label: ClassVar = _("Message opened")
    conversation: str
    direction: str
    messages: list[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class EmailSent(DomainEvent):
    type: ClassVar[str] = "messages.email_sent"
    label: ClassVar = _("E-mail sent")
    email: str
    kind: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class EmailFailed(DomainEvent):
    type: ClassVar[str] = "messages.email_failed"
    label: ClassVar = _("E-mail could not be sent")
    email: str
    kind: str
