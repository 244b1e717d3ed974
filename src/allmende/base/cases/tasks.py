"""Jobs: what need not wait for the click. Each may run twice and files once."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allmende.base.forms.queries import compiled
from allmende.base.messages.actions import notify
from allmende.base.messages.models import Message
from allmende.base.messages.queries import conversation_of
from allmende.base.records.actions import RecordClosedError, file_document
from allmende.base.records.models import Document
from allmende.base.records.rendering import render_document
from allmende.foundation.events.types import PUBLIC, SYSTEM, Actor
from allmende.foundation.files.actions import store_bytes
from allmende.foundation.files.models import StoredFile
from allmende.foundation.jobs.actions import job

from .answers import file_ids
from .document_data import document_data, receipt_template
from .filing import record_for
from .links import link_for_customer
from .models import Case


@job
def finish_submission(case_id: str, language: str = "de") -> None:
    """Make the receipt with all answers, file it and the evidence, and write to the customer."""
    case = Case.objects.select_related("procedure_version__procedure", "submission", "customer", "unit").get(
        pk=case_id
    )
    with translation.override(language):
        title = _("Application with acknowledgement of receipt")
        record = record_for(case)
        if not Document.objects.filter(record=record, once="application").exists():
            file = render_document(
                template=receipt_template(case, language), data=document_data(case, language),
                title=title, language=language,
            )  # fmt: skip
            file_document(
                record=record, file=file, kind=Document.Kind.APPLICATION, title=title, actor=SYSTEM,
                origin=Document.Origin.INCOMING, once="application", at=case.received_at,
            )  # fmt: skip
            conversation = conversation_of(case.subject)
            if conversation is not None:
                notify(conversation=conversation, template="received", link=link_for_customer(case))
    _file_evidence(case)


def _file_evidence(case: Case) -> None:
    submission = case.submission
    if submission is None or submission.form_version_id is None:
        return
    form = compiled(submission.form_version_id)
    paths = [path for path, item in form.items.items() if item.type == "file"]
    record = record_for(case)
    for file in StoredFile.objects.filter(pk__in=file_ids(submission.answers, paths)).order_by("pk"):
        file_document(
            record=record, file=file, kind=Document.Kind.EVIDENCE, title=file.name, actor=PUBLIC,
            origin=Document.Origin.INCOMING, once=f"file:{file.pk}", at=case.received_at,
        )  # fmt: skip


@job
def file_message(message_id: str) -> None:
    """File a message as text, and what came or went with it; a frozen record gets it when it is reopened."""
    message = Message.objects.select_related("conversation").get(pk=message_id)
    case = Case.objects.filter(pk=message.conversation.subject.removeprefix("case:")).first()
    if case is None:
        return
    incoming = message.direction == Message.Direction.IN
    origin = Document.Origin.INCOMING if incoming else Document.Origin.OUTGOING
    actor, record = Actor.parse(message.author), record_for(case)
    if not record.is_open:
        return
    day = timezone.localtime(message.sent_at)
    try:
        if not Document.objects.filter(record=record, once=f"message:{message.pk}").exists():
            title = _("Message of %(day)s") % {"day": day.strftime("%d.%m.%Y %H:%M")}
            text = f"{message.sender}\n{day:%Y-%m-%d %H:%M}\n\n{message.body}\n"
            file = store_bytes(
                content=text.encode(), name=f"message-{day:%Y%m%d-%H%M}.txt", media_type="text/plain"
            )
            file_document(
                record=record, file=file, kind=Document.Kind.MESSAGE, title=title, actor=actor,
                origin=origin, once=f"message:{message.pk}", at=message.sent_at,
            )  # fmt: skip
        for attachment in message.attachments.select_related("file"):
            kind = Document.Kind.EVIDENCE if incoming else Document.Kind.OTHER
            if not Document.objects.filter(record=record, file=attachment.file).exists():
                file_document(
                    record=record, file=attachment.file, kind=kind, title=attachment.file.name, actor=actor,
                    origin=origin, once=f"file:{attachment.file_id}", at=message.sent_at,
                )  # fmt: skip
    except RecordClosedError:
        return
