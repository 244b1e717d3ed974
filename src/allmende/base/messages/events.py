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


@dataclasses.dataclass(frozen=True, kw_only=True)
class UnmatchedFiled(DomainEvent):
    """An e-mail without a known address tag was filed by hand; on the stream of the subject it was filed to."""

    type: ClassVar[str] = "messages.unmatched_filed"
    label: ClassVar = _("E-mail assigned by hand")
    email: str
    message: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class UnmatchedDeleted(DomainEvent):
    """E-mail that fits nothing was deleted, by hand or because its time was over; on the stream ``emails``."""

    type: ClassVar[str] = "messages.unmatched_deleted"
    label: ClassVar = _("E-mail that fits no case deleted")
    emails: int
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class MailTextSaved(DomainEvent):
    """The municipality words a kind of e-mail; ``own`` is False where it went back to the built-in wording."""

    type: ClassVar[str] = "messages.mail_text_saved"
    label: ClassVar = _("Wording of an e-mail saved")
    key: str
    language: str
    own: bool
