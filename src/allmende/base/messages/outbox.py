"""E-mail out: queued in the transaction of what it tells of, sent by a job, tried again where a server is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allmende.foundation import sql
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.ids import uuid7
from allmende.foundation.jobs.actions import enqueue, job

from .composing import compose
from .events import EmailFailed, EmailSent
from .models import Conversation, OutgoingEmail
from .smtp import Post, RefusedForGoodError, one_connection

#: Minutes until the next attempt; after the last one the e-mail counts as failed, some 20 hours later.
BACK_OFF = (1, 5, 15, 60, 180, 360, 600)
#: A sender that died in the middle holds an e-mail for so long.
CLAIM = timedelta(minutes=10)
KEEP_TEXT = timedelta(days=60)
KEEP_ROW = timedelta(days=365)


def queue_email(
    *,
    to: str,
    kind: str,
    context: Mapping[str, str],
    language: str = "de",
    conversation: Conversation | None = None,
) -> OutgoingEmail:
    """Queue one e-mail of a registered kind; also for mail without a conversation, such as the link to a draft.

    Call it in the transaction of what it tells of. With a conversation, answers come back by its address. Raises
    ``UnknownKeyError`` for an unknown kind, ``UnknownPlaceholderError`` where ``context`` lacks something.
    """
    reply = ""
    if conversation is not None:
        with translation.override(language):
            reply = _("You can also simply answer this e-mail.")
    email = _composed(Mail(to=to, kind=kind, context={"reply": reply, **context}, language=language))
    email.conversation, email.reply_to = conversation, conversation.reply_address if conversation else ""
    email.save(force_insert=True)
    if email.state == OutgoingEmail.State.QUEUED:
        enqueue(send_email, email_id=str(email.pk))
    return email


@dataclass(frozen=True)
class Mail:
    """One e-mail of a registered kind to somebody, as ``queue_email`` takes it."""

    to: str
    kind: str
    context: Mapping[str, str]
    language: str = "de"


def queue_emails(mails: Sequence[Mail]) -> list[OutgoingEmail]:
    """Queue many at once, sent by one job over one connection: for letters to thousands, a few dozen a time.

    Call it in the transaction of what they tell of. Raises as ``queue_email``.
    """
    emails = OutgoingEmail.objects.bulk_create([_composed(mail) for mail in mails])
    waiting = [str(email.pk) for email in emails if email.state == OutgoingEmail.State.QUEUED]
    if waiting:
        enqueue(send_emails, email_ids=waiting)
    return emails


def _composed(mail: Mail) -> OutgoingEmail:
    subject, body = compose(mail.kind, mail.language, {"reply": "", **mail.context})
    key = uuid7()  # in the Message-ID, too: a delivery report finds its e-mail by it
    return OutgoingEmail(
        id=key, kind=mail.kind, to=mail.to, subject=subject, body=body, language=mail.language,
        message_id=f"<{key}@{settings.ENVIRONMENT.email_reply_domain}>",
        state=OutgoingEmail.State.QUEUED if settings.ENVIRONMENT.email_url else OutgoingEmail.State.KEPT,
    )  # fmt: skip


@job
def send_email(email_id: str) -> None:
    """Send one e-mail where it is still waiting and its time has come."""
    _send([email_id])


@job
def send_emails(email_ids: list[str]) -> None:
    """Send several over one connection; what is still waiting, so that a second run sends nothing twice."""
    _send(email_ids)


def _send(email_ids: Sequence[str]) -> None:
    """Where the server is so slow that the claim would end in the middle, the rest is left for later."""
    waiting = _claim(email_ids)
    until = timezone.now() + CLAIM / 2
    with one_connection() as post:
        while waiting and timezone.now() < until:
            _deliver(waiting.pop(0), post)
    if waiting:
        rest = OutgoingEmail.objects.filter(pk__in=[email.pk for email in waiting])
        rest.update(next_attempt_at=None, attempts=F("attempts") - 1)


@transaction.atomic
def _claim(email_ids: Sequence[str]) -> list[OutgoingEmail]:
    """Those of them that are due, held for a while, so that nobody else sends them, too."""
    now = timezone.now()
    due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    rows = OutgoingEmail.objects.filter(due, pk__in=email_ids, state=OutgoingEmail.State.QUEUED)
    rows = rows.select_related("conversation").order_by("id")
    emails = list(rows.select_for_update(skip_locked=True, of=("self",)))
    keys = [email.pk for email in emails]
    OutgoingEmail.objects.filter(pk__in=keys).update(next_attempt_at=now + CLAIM, attempts=F("attempts") + 1)
    for email in emails:
        email.attempts += 1
    return emails


def _deliver(email: OutgoingEmail, post: Post) -> None:
    try:
        post.deliver(email)
    except RefusedForGoodError as error:
        give_up(email, str(error))
    except OSError as error:  # smtplib's errors are OSErrors, too
        _try_again(email, str(error))
    else:
        _sent(email)


def send_due(limit: int = 200) -> int:
    """Send what is due, such as what failed before; returns how many were tried."""
    due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=timezone.now())
    waiting = OutgoingEmail.objects.filter(due, state=OutgoingEmail.State.QUEUED)
    keys = list(waiting.order_by("created_at").values_list("pk", flat=True)[:limit])
    for key in keys:
        enqueue(send_email, email_id=str(key))
    return len(keys)


@transaction.atomic
def forget_texts() -> int:
    """Remove the text of e-mail older than some weeks: its proof needs only address, kind and time."""
    old = OutgoingEmail.objects.filter(created_at__lt=timezone.now() - KEEP_TEXT, body_removed_at=None)
    return old.exclude(state=OutgoingEmail.State.QUEUED).update(body="", body_removed_at=timezone.now())


@transaction.atomic
def forget_emails() -> int:
    """Delete e-mails older than a year; that they were sent stays in the log, without the address."""
    old = OutgoingEmail.objects.filter(created_at__lt=timezone.now() - KEEP_ROW)
    return old.exclude(state=OutgoingEmail.State.QUEUED).delete()[0]


@transaction.atomic
def delete_emails(keys: Sequence[UUID]) -> int:
    """Delete these e-mails, such as of somebody whose data is erased; that they were sent stays in the log."""
    return OutgoingEmail.objects.filter(pk__in=list(keys)).delete()[0]


@transaction.atomic
def _sent(email: OutgoingEmail) -> None:
    """Note each at once: what was sent and not noted would be sent twice."""
    sql.execute(
        "UPDATE correspondence_outgoingemail SET state = %s, sent_at = %s, last_error = '' WHERE id = %s",
        [OutgoingEmail.State.SENT.value, sql.moment(timezone.now()), sql.key(email.pk)],
    )
    record(EmailSent(email=str(email.pk), kind=email.kind), stream=_stream(email), actor=SYSTEM)


def _try_again(email: OutgoingEmail, reason: str) -> None:
    if email.attempts > len(BACK_OFF):
        give_up(email, reason)
        return
    email.next_attempt_at = timezone.now() + timedelta(minutes=BACK_OFF[email.attempts - 1])
    email.last_error = reason[:300]
    email.save(update_fields=["next_attempt_at", "last_error"])


@transaction.atomic
def give_up(email: OutgoingEmail, reason: str) -> None:
    """Note that ``email`` will never arrive: refused by our server, or given back by a later one."""
    email.state, email.last_error = OutgoingEmail.State.FAILED, reason[:300]
    email.save(update_fields=["state", "last_error"])
    record(EmailFailed(email=str(email.pk), kind=email.kind), stream=_stream(email), actor=SYSTEM)


def _stream(email: OutgoingEmail) -> str:
    return email.conversation.subject if email.conversation else "emails"
