"""Django's own way to send e-mail, put into the outbox: what apps below this one send is kept and tried again, too."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from allmende.base.identity.mails import AccountEmail
from allmende.foundation.ids import uuid7
from allmende.foundation.jobs.actions import enqueue

from .models import OutgoingEmail
from .outbox import queue_email, send_email

#: The kind of an e-mail whose wording is nobody's to change.
KIND = "other"


class OutboxBackend(BaseEmailBackend):
    """Queues plain-text messages, one row per recipient; attachments are not supported.

    E-mails of accounts get the municipality's own wording where it has one.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put the messages into the outbox of the current tenant; returns how many."""
        queued = bool(settings.ENVIRONMENT.email_url)
        state = OutgoingEmail.State.QUEUED if queued else OutgoingEmail.State.KEPT
        with transaction.atomic():
            for message in email_messages:
                for recipient in message.to:
                    if isinstance(message, AccountEmail):
                        queue_email(
                            to=recipient, kind=message.mail.key, context=message.values, language=message.language
                        )  # fmt: skip
                        continue
                    email = OutgoingEmail.objects.create(
                        kind=KIND, to=recipient, subject=str(message.subject)[:300], body=str(message.body),
                        language=(get_language() or "de")[:5], state=state,
                        message_id=f"<{uuid7()}@{settings.ENVIRONMENT.email_reply_domain}>",
                    )  # fmt: skip
                    if queued:
                        enqueue(send_email, email_id=str(email.pk))
        return len(email_messages)
