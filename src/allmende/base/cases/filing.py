"""A case's e-file: what goes into it, each thing once, whoever comes first (the job, or the end of the case)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from allmende.base.forms.queries import compiled
from allmende.base.messages.actions import open_conversation
from allmende.base.messages.models import Attachment, Conversation, Message
from allmende.base.messages.queries import conversation_of, has_conversation
from allmende.base.records.actions import file_document, open_record
from allmende.base.records.models import Document, FilingPlanEntry, Record
from allmende.base.records.queries import has_record, is_filed, record_of
from allmende.base.records.rendering import render_document
from allmende.foundation.events.types import PUBLIC, SYSTEM, Actor
from allmende.foundation.files.models import StoredFile
from allmende.foundation.kept import Kept

from .acting import who_applied, who_typed
from .answers import file_ids
from .document_data import receipt_data, receipt_template
from .errors import CaseError
from .models import Case

_places: Kept[FilingPlanEntry] = Kept(seconds=60)


def record_for(case: Case, *, actor: Actor = SYSTEM, at: datetime | None = None) -> Record:
    """The record of the case, opened at the first call under the procedure's place of the filing plan.

    Raises ``CaseError`` where the filing plan is empty.
    """
    if has_record(case.subject) and (found := record_of(case.subject)) is not None:
        return found
    plan = _place_for(case.procedure_version.filing_plan_key if case.procedure_version else "")
    return open_record(
        subject=case.subject, title=case.title, plan_key=plan.key, plan=plan, actor=actor,
        at=at or case.received_at, new=True,
    )  # fmt: skip


def conversation_for(case: Case, language: str = "") -> Conversation | None:
    """The conversation of the case, opened at the first call; None where there is nobody to talk to.

    Who sent an application without a name still reads answers with reference and code.
    """
    found = conversation_of(case.subject) if has_conversation(case.subject) else None
    if found is None and (case.customer_id or case.submission_id):
        found = open_conversation(
            subject=case.subject, customer=case.customer, confidential=case.confidential,
            title=case.title, reference=case.reference, language=language, new=True, email=_address_of_agent(case),
        )  # fmt: skip
    return found


def _address_of_agent(case: Case) -> str:
    """Where the customer has no address of its own, whoever applied for it is written to."""
    if case.mandate is None or (case.customer is not None and case.customer.email):
        return ""
    return case.mandate.agent.email if case.mandate.agent else ""


def _place_for(key: str) -> FilingPlanEntry:
    """The entry of the filing plan; kept for a minute."""
    return _places.get(key, lambda: _find_place(key))


def _find_place(key: str) -> FilingPlanEntry:
    found = FilingPlanEntry.objects.filter(key=key).first() or FilingPlanEntry.objects.order_by("key").first()
    if found is None:
        raise CaseError(_("The filing plan is empty: there is no place for the file of this case."))
    place: FilingPlanEntry = found
    return place


def file_everything(case: Case) -> None:
    """File what jobs have not filed yet; the record is about to be frozen."""
    record, language = record_for(case), case.customer.language if case.customer else "de"
    if case.submission_id:
        file_application(case, record, language)
        file_evidence(case, record)
    for message in Message.objects.filter(conversation__subject=case.subject).select_related("conversation"):
        file_message(message, record)


def render_application(case: Case, language: str) -> StoredFile:
    """The application with all answers, which is the customer's receipt, too; owned by nobody until it is filed."""
    with translation.override(language):
        return render_document(
            template=receipt_template(case, language), data=receipt_data(case, language),
            title=_application_title(), language=language,
        )  # fmt: skip


def _with_who_applied(case: Case, data: dict[str, Any]) -> dict[str, Any]:
    """The receipt says both names where somebody applied for somebody else, and who typed at the counter."""
    rows = [(_("Applied for by"), who_applied(case)), (_("Typed at the counter by"), who_typed(case))]
    shown = [{"label": label, "value": text} for label, text in rows if text]
    if shown:
        data["sections"] = [{"title": "", "level": 1, "rows": shown}, *data["sections"]]
    return data


def file_application(case: Case, record: Record, language: str, made: StoredFile | None = None) -> bool:
    """File the application; False where it was filed already. ``made`` is what ``render_application`` returned."""
    if not record.is_open or is_filed(record, "application"):
        return False
    file = made or render_application(case, language)
    with translation.override(language):
        title = _application_title()
    file_document(
        record=record, file=file, kind=Document.Kind.APPLICATION, title=title, actor=SYSTEM,
        origin=Document.Origin.INCOMING, once="application", at=case.received_at,
    )  # fmt: skip
    return True


def _application_title() -> str:
    return _("Application with acknowledgement of receipt")


def file_evidence(case: Case, record: Record) -> None:
    """File what the customer uploaded with the application."""
    submission = case.submission
    if submission is None or submission.form_version_id is None or not record.is_open:
        return
    form = compiled(submission.form_version_id)
    paths = [path for path, item in form.items.items() if item.type == "file"]
    keys = file_ids(submission.answers, paths) if paths else []
    for file in StoredFile.objects.filter(pk__in=keys).order_by("pk") if keys else ():
        file_document(
            record=record, file=file, kind=Document.Kind.EVIDENCE, title=file.name, actor=PUBLIC,
            origin=Document.Origin.INCOMING, once=f"file:{file.pk}", at=case.received_at,
        )  # fmt: skip


def file_message(message: Message, record: Record) -> None:
    """File a message as PDF, and what came or went with it; a frozen record gets it when it is reopened."""
    if not record.is_open:
        return
    incoming = message.direction == Message.Direction.IN
    origin = Document.Origin.INCOMING if incoming else Document.Origin.OUTGOING
    actor = Actor.parse(message.author)
    if not is_filed(record, f"message:{message.pk}"):
        file_document(
            record=record, file=_as_document(message), kind=Document.Kind.MESSAGE, title=_title(message),
            actor=actor, origin=origin, once=f"message:{message.pk}", at=message.sent_at,
        )  # fmt: skip
    kind = Document.Kind.EVIDENCE if incoming else Document.Kind.OTHER
    for attachment in Attachment.objects.filter(message=message).select_related("file"):
        if not Document.objects.filter(record=record, file=attachment.file).exists():
            file_document(
                record=record, file=attachment.file, kind=kind, title=attachment.file.name, actor=actor,
                origin=origin, once=f"file:{attachment.file_id}", at=message.sent_at,
            )  # fmt: skip


def _title(message: Message) -> str:
    return _("Message of %(day)s") % {"day": timezone.localtime(message.sent_at).strftime("%d.%m.%Y %H:%M")}


def _as_document(message: Message) -> StoredFile:
    """The message as it is kept: who wrote when and by which way, the words, and the names of what came with it."""
    language = message.conversation.language
    with translation.override(language):
        facts = [
            (_("From"), message.sender or message.get_direction_display()),
            (_("Date"), timezone.localtime(message.sent_at).strftime("%d.%m.%Y %H:%M")),
            (_("Way"), message.get_channel_display()),
            (_("Reference"), message.conversation.reference),
        ]
        files = Attachment.objects.filter(message=message).select_related("file")
        return render_document(
            template="message", title=_title(message), language=language,
            data={
                "sections": [
                    {"title": "", "rows": [{"label": label, "value": text} for label, text in facts if text]}
                ],
                "text": message.body,
                "case": {"reference": message.conversation.reference},
                "attachments": [f"{item.file.name} ({filesizeformat(item.file.size)})" for item in files],
            },
        )  # fmt: skip
