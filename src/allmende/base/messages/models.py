from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.base.customers.models import Customer
from allmende.foundation.files.models import StoredFile
from allmende.foundation.tenants.models import TenantModel

#: No look-alikes, lower case: mail servers may fold the case of an address.
TAG_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def new_tag() -> str:
    """An unguessable address tag: 20 of 30 letters, 98 bits."""
    return "".join(secrets.choice(TAG_LETTERS) for _ in range(20))


class Conversation(TenantModel):
    """The exchange of messages with one customer about one subject.

    Personal: ``email`` serves to reach the customer about this subject and is kept as long as the subject.
    """

    subject = models.CharField(
        max_length=80, help_text='Opaque, such as "case:<uuid>"; also its event stream'
    )
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    title = models.CharField(max_length=200, blank=True, help_text="Names the matter in e-mail")
    reference = models.CharField(max_length=60, blank=True, help_text="What the customer knows it by")
    email = models.EmailField(blank=True, help_text="Where e-mail goes; empty: the customer's address")
    language = models.CharField(max_length=5, default="de")
    confidential = models.BooleanField(default=False, help_text="E-mail then tells nothing of the content")
    tag = models.CharField(
        max_length=32,
        default=new_tag,
        unique=True,
        editable=False,
        help_text="Unguessable part of the reply address",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "subject"], name="conversation_subject"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def reply_address(self) -> str:
        """Where the customer's answers by e-mail arrive."""
        return f"reply+{self.tag}@{settings.ENVIRONMENT.email_reply_domain}"

    @property
    def address(self) -> str:
        """Where e-mail to the customer goes; empty where none is known."""
        return self.email or (self.customer.email if self.customer else "")


class Message(TenantModel):
    """One message in a conversation, whatever the channel.

    Personal: ``sender`` and ``body`` belong to the conversation's subject and are kept as long as it.
    """

    class Direction(models.TextChoices):
        IN = "in", _("From the customer")
        OUT = "out", _("From the office")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Online")
        EMAIL = "email", _("E-mail")
        LETTER = "letter", _("Letter")

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    author = models.CharField(max_length=80, help_text="The actor")
    sender = models.CharField(max_length=300, blank=True, help_text="The name shown")
    body = models.TextField(help_text="Plain text")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the other side opened it")
    once = models.CharField(
        max_length=250, null=True, help_text="Message-ID or form token: the same message comes in once"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "once"], name="message_once")]
        indexes = [models.Index(fields=["tenant", "conversation", "sent_at"], name="message_conversation")]

    def __str__(self) -> str:
        return f"{self.direction} {self.sent_at:%Y-%m-%d %H:%M}"


class Attachment(TenantModel):
    """A file that came or went with a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "file"], name="attachment_file")]

    def __str__(self) -> str:
        return self.file.name


class OutgoingEmail(TenantModel):
    """One e-mail on its way out: queued with the change it tells of, sent by a job.

    Personal: address and text serve the sending and its proof; the text is removed after some weeks, the rest after a
    year.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        KEPT = "kept", _("Kept, not sent")
        FAILED = "failed", _("Could not be sent")

    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="emails"
    )
    kind = models.CharField(max_length=60, help_text="Which mail text it was made from")
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    body_removed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=5, default="de")
    reply_to = models.CharField(max_length=320, blank=True)
    message_id = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "state", "next_attempt_at"], name="email_due"),
            models.Index(fields=["tenant", "-created_at"], name="email_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.kind}"


class MailText(TenantModel):
    """A municipality's own wording of one kind of e-mail; without one the built-in text is used."""

    key = models.CharField(max_length=60)
    language = models.CharField(max_length=5, default="de")
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key", "language"], name="mail_text")]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class UnmatchedEmail(TenantModel):
    """An e-mail that fits no conversation: it waits until the mail room files or deletes it.

    Personal: sender, text and files serve to find whom it is meant for; deleted some weeks after arrival at the latest.
    """

    sender = models.CharField(
        max_length=300, help_text="Name and address as the e-mail gives them: anybody may"
    )
    address = models.CharField(
        max_length=254, blank=True, help_text="The address alone, to look for customers"
    )
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True, help_text="Plain text")
    once = models.CharField(max_length=250, help_text="Message-ID: the same e-mail comes in once")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "once"], name="unmatched_once")]
        indexes = [models.Index(fields=["tenant", "received_at"], name="unmatched_received")]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M}"

    @property
    def owner(self) -> str:
        """The name under which its files are kept."""
        return f"email:{self.pk}"
