"""Writing to customers and taking in what they write. Permission on the subject is checked by whoever calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from allmende.base.customers.models import Customer
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.files.actions import claim_files
from allmende.foundation.files.models import StoredFile

from .events import MessagePosted, MessageReceived, MessagesRead
from .models import Attachment, Conversation, Message, OutgoingEmail
from .outbox import queue_email


@transaction.atomic(savepoint=False)
def open_conversation(
    *,
    subject: str,
    customer: Customer | None = None,
    confidential: bool = False,
    title: str = "",
    reference: str = "",
    email: str = "",
    language: str = "",
    new: bool = False,
) -> Conversation:
    """Open the conversation of ``subject``; the same again where it has one already.

    ``title`` and ``reference`` name the matter in e-mail; ``email`` wins over the customer's own address. Who has just
    made the subject says ``new``, which saves a question to the database.
    """
    if not new:
        existing = Conversation.objects.select_related("customer").filter(subject=subject).first()
        if existing:
            return existing
    return Conversation.objects.create(
        subject=subject, customer=customer, confidential=confidential, title=title[:200], reference=reference,
        email=email, language=language or (customer.language if customer else "de"),
    )  # fmt: skip


@transaction.atomic
def post_message(
    *,
    conversation: Conversation,
    body: str,
    by: Actor,
    direction: str,
    sender: str = "",
    channel: str = Message.Channel.PORTAL,
    attachments: Sequence[StoredFile] = (),
    once: str = "",
    at: dt.datetime | None = None,
) -> Message:
    """Add a message; attachments then belong to the conversation's subject.

    The same ``once`` (a form's token, a Message-ID) gives the same message and no second event. It sends no e-mail:
    call ``notify`` beside it where the customer must hear of it.
    """
    if once and (known := Message.objects.filter(conversation=conversation, once=once).first()):
        return known
    message = Message.objects.create(
        conversation=conversation, body=body.strip(), author=str(by), sender=sender[:300],
        direction=Message.Direction(direction), channel=Message.Channel(channel),
        sent_at=at or timezone.now(), once=once or None,
    )  # fmt: skip
    Attachment.objects.bulk_create([Attachment(message=message, file=file) for file in attachments])
    for file in attachments:
        claim_files(files=[file], owner=conversation.subject, was=["", file.owner])
    event = MessagePosted if message.direction == Message.Direction.OUT else MessageReceived
    record(
        event(
            conversation=str(conversation.pk), message=str(message.pk), channel=message.channel,
            attachments=len(attachments),
        ),
        stream=conversation.subject, actor=by, personal={"sender": message.sender}, at=at,
    )  # fmt: skip
    return message


def set_confidential(*, subject: str, confidential: bool) -> None:
    """From now on e-mail about ``subject`` tells (nothing) of the content; the caller records why."""
    Conversation.objects.filter(subject=subject).update(confidential=confidential)


@transaction.atomic
def mark_read(*, conversation: Conversation, direction: str, by: Actor) -> int:
    """The other side has seen all messages of ``direction``; returns how many were new to it."""
    unread = Message.objects.filter(conversation=conversation, direction=direction, read_at=None)
    keys = [str(key) for key in unread.values_list("pk", flat=True)]
    if keys:
        Message.objects.filter(pk__in=keys).update(read_at=timezone.now())
        record(
            MessagesRead(conversation=str(conversation.pk), direction=direction, messages=keys),
            stream=conversation.subject, actor=by,
        )  # fmt: skip
    return len(keys)


def notify(
    *,
    conversation: Conversation,
    template: str,
    link: str,
    text: str = "",
    extra: Mapping[str, str] | None = None,
) -> OutgoingEmail | None:
    """Queue an e-mail of the kind ``template`` ("received", "message", "question", "decision", or registered).

    ``link`` is absolute. ``text`` (the message's body) is left out where the conversation is confidential. Returns None
    where no address is known. Call it in the transaction of what it tells of.
    """
    if not conversation.address:
        return None
    hidden = conversation.confidential
    return queue_email(
        to=conversation.address,
        kind=template,
        language=conversation.language,
        conversation=conversation,
        context={
            **(extra or {}),
            "title": "" if hidden else conversation.title,
            "reference": conversation.reference,
            "link": link,
            "text": "" if hidden else text,
        },
    )
