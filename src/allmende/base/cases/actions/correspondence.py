"""What goes to and comes from the customer: one conversation per case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.cases.access import Who, actor, require_customer, require_work
from allmende.base.cases.acting import who_writes
from allmende.base.cases.errors import CaseError
from allmende.base.cases.filing import conversation_for
from allmende.base.cases.links import link_for_customer
from allmende.base.cases.models import Case
from allmende.base.messages.actions import notify, open_conversation, post_message
from allmende.base.messages.models import Message
from allmende.base.workflow.actions import add_task
from allmende.base.workflow.queries import open_tasks
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.models import StoredFile
from allmende.foundation.jobs.actions import enqueue

from ..tasks import file_message


@transaction.atomic
def send_message(
    *,
    case: Case,
    body: str,
    by: Who,
    files: Sequence[StoredFile] = (),
    once: str = "",
    at: datetime | None = None,
) -> Message:
    """Write to the customer, who hears of it by e-mail. ``once``: the form's token, against a double click."""
    require_work(by, case)
    if not body.strip():
        raise CaseError(_("Please write a message."))
    message = to_customer(case=case, body=body, by=by, files=files, once=once, at=at)
    if message is None:
        raise CaseError(_("This case has no customer to whom you could write."))
    return message


@transaction.atomic
def receive_message(
    *,
    case: Case,
    body: str,
    by: Who,
    files: Sequence[StoredFile] = (),
    once: str = "",
    at: datetime | None = None,
) -> Message:
    """The customer writes to the office in the portal; possible after the end of the case, too."""
    require_customer(by, case)
    if not body.strip() and not files:
        raise CaseError(_("Please write a message or add a file."))
    return from_customer(case=case, body=body, by=by, files=files, once=once, at=at)


def to_customer(
    *,
    case: Case,
    body: str,
    by: Who,
    kind: str = "message",
    files: Sequence[StoredFile] = (),
    once: str = "",
    at: datetime | None = None,
) -> Message | None:
    """Post a message of the office and tell the customer by e-mail; None where the case has no customer.

    Imported history (``at`` in the past) sends no e-mail.
    """
    conversation = conversation_for(case)
    if conversation is None:
        return None
    message = post_message(
        conversation=conversation, body=body, by=actor(by), direction=Message.Direction.OUT,
        sender=case.unit.name, attachments=files, once=once, at=at,
    )  # fmt: skip
    if at is None:
        notify(conversation=conversation, template=kind, link=link_for_customer(case), text=body)
    enqueue(file_message, message_id=str(message.pk))
    return message


def from_customer(
    *,
    case: Case,
    body: str,
    by: Who,
    files: Sequence[StoredFile] = (),
    once: str = "",
    at: datetime | None = None,
) -> Message:
    """Post a message of the customer; the message and its attachments are filed by a job."""
    conversation = conversation_for(case) or open_conversation(subject=case.subject)
    message = post_message(
        conversation=conversation, body=body, by=actor(by), direction=Message.Direction.IN,
        sender=who_writes(case, by), attachments=files, once=once, at=at,
    )  # fmt: skip
    enqueue(file_message, message_id=str(message.pk))
    if not case.is_open:
        ask_to_read(case, at)
    return message


def ask_to_read(case: Case, at: datetime | None = None) -> None:
    """Nobody looks at a case that has ended: what arrives then needs a task."""
    if not open_tasks(case.subject).filter(hint="message").exists():
        name = _("Read what arrived after the end of the case")
        add_task(subject=case.subject, name=name, unit=case.unit, actor=SYSTEM, hint="message", at=at)
