"""Jobs: what need not wait for the click. Each may run twice and files once."""

from __future__ import annotations

from django.db import transaction

from allmende.base.messages.actions import notify
from allmende.base.messages.models import Message
from allmende.base.procedures.queries import version_by_id
from allmende.base.records.queries import has_record
from allmende.foundation.events.actions import gathered
from allmende.foundation.jobs.actions import job

from . import filing
from .links import link_for_customer
from .models import Case
from .signing import begin_signing

_RELATED = ("submission", "customer", "unit")


@job
def finish_submission(case_id: str, language: str = "de") -> None:
    """Open e-file and conversation, file the application, which is the receipt, and the evidence; tell the customer."""
    case = Case.objects.select_related(*_RELATED).get(pk=case_id)
    if case.procedure_version_id:
        case.procedure_version = version_by_id(case.procedure_version_id)
    # Setting the document takes longer than all the rest: nobody shall wait for the database meanwhile.
    made = None if has_record(case.subject) else filing.render_application(case, language)
    with transaction.atomic(), gathered():
        record = filing.record_for(case)
        new = filing.file_application(case, record, language, made)
        conversation = filing.conversation_for(case, language)
        if new and conversation is not None:
            notify(conversation=conversation, template="received", link=link_for_customer(case))
    filing.file_evidence(case, record)
    begin_signing(case)


@job
def file_message(message_id: str) -> None:
    """File a message of a case."""
    message = Message.objects.select_related("conversation").get(pk=message_id)
    case = Case.objects.filter(pk=message.conversation.subject.removeprefix("case:")).first()
    if case is not None:
        filing.file_message(message, filing.record_for(case))
