"""E-mail that fits no conversation: kept for the mail room, filed or deleted by hand, deleted after its time."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of, require_role
from allmende.base.identity.models import Role, User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC, SYSTEM
from allmende.foundation.files.actions import claim_files, release_files
from allmende.foundation.files.queries import files_of

from .actions import post_message
from .events import UnmatchedDeleted, UnmatchedFiled
from .incoming import Incoming, take_content
from .models import Conversation, Message, UnmatchedEmail

#: Whoever wrote has asked again by then; what nobody could place is not kept for good.
KEEP = timedelta(days=90)
STREAM = "emails"


class UnmatchedGoneError(LookupError):
    """A colleague has filed or deleted it in the meantime."""


def keep_unmatched(mail: Incoming) -> list[str]:
    """Keep ``mail`` in the current tenant's mail room; returns which attachments were refused, and why."""
    row = UnmatchedEmail(sender=mail.sender, address=mail.address, subject=mail.subject, once=mail.once)
    row.body, files, refused = take_content(mail, author=PUBLIC)
    with transaction.atomic():
        row.save()
        claim_files(files=files, owner=row.owner)
    return refused


@transaction.atomic
def file_unmatched(*, email_id: uuid.UUID, conversation: Conversation, by: User) -> Message:
    """Make the e-mail a message of ``conversation``, with its files; it then waits no longer.

    Raises ``PermissionDenied`` without the mail room's role, ``UnmatchedGoneError`` where it is not there any more.
    """
    require_role(by, Role.POST)
    row = _taken(email_id)
    body = f"{row.subject}\n\n{row.body}".strip() or _("(no text)")
    message = post_message(
        conversation=conversation, body=body, by=PUBLIC, sender=row.sender, direction=Message.Direction.IN,
        channel=Message.Channel.EMAIL, attachments=list(files_of(row.owner)), once=row.once,
    )  # fmt: skip
    filed = UnmatchedFiled(email=str(row.pk), message=str(message.pk))
    record(filed, stream=conversation.subject, actor=actor_of(by))
    row.delete()
    return message


@transaction.atomic
def delete_unmatched(*, email_id: uuid.UUID, by: User) -> None:
    """Delete the e-mail; its files go with the next clean-up. Raises as ``file_unmatched``."""
    require_role(by, Role.POST)
    row = _taken(email_id)
    release_files(owner=row.owner)
    row.delete()
    record(UnmatchedDeleted(emails=1, reason="by hand"), stream=STREAM, actor=actor_of(by))


@transaction.atomic
def forget_unmatched() -> int:
    """Delete what has waited for longer than ``KEEP``; returns how many."""
    old = list(UnmatchedEmail.objects.filter(received_at__lt=timezone.now() - KEEP))
    for row in old:
        release_files(owner=row.owner)
        row.delete()
    if old:
        record(UnmatchedDeleted(emails=len(old), reason="time over"), stream=STREAM, actor=SYSTEM)
    return len(old)


def _taken(email_id: uuid.UUID) -> UnmatchedEmail:
    """The row, locked, so that two people do not file it twice."""
    row = UnmatchedEmail.objects.select_for_update().filter(pk=email_id).first()
    if row is None:
        raise UnmatchedGoneError(str(email_id))
    return row
