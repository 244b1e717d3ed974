"""Documents of orders, questions and bills: in the portal, each for whoever acts for the institution."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.cases.models import Case
from allmende.base.messages.models import Attachment
from allmende.base.records.models import Document as Filed
from allmende.foundation.files.models import StoredFile
from allmende.provider.offers.documents import MOST, Document, DocumentSource
from allmende.provider.offers.models import Institution

from .billing.quarters import Quarter
from .models import Order, Question
from .queries import bills_of

#: What the customer may read of a case's record; notes and copies of messages stay inside.
FOR_CUSTOMERS = (Filed.Kind.APPLICATION, Filed.Kind.EVIDENCE, Filed.Kind.DECISION, Filed.Kind.RECEIPT)

#: What was sent to us, by kind of case.
SENT = {
    "it_order": gettext_lazy("Order with receipt"),
    "support_question": gettext_lazy("Question with receipt"),
}


def filed_for(institution: Institution) -> QuerySet[Filed]:
    """Documents in the records of its orders and questions, the newest first, with their files."""
    rows = Filed.objects.filter(record__subject__in=_subjects(institution), kind__in=FOR_CUSTOMERS)
    return rows.select_related("file").order_by("-filed_at", "-id")


def attached_for(institution: Institution) -> QuerySet[Attachment]:
    """Files that came or went with the messages about its orders and questions, the newest first."""
    rows = Attachment.objects.filter(message__conversation__subject__in=_subjects(institution))
    return rows.select_related("file", "message").order_by("-message__sent_at", "-id")


def file_of(institution: Institution, key: uuid.UUID) -> StoredFile | None:
    """A file that belongs to one of its orders or questions."""
    filed = filed_for(institution).filter(file_id=key).first()
    if filed is not None:
        return filed.file
    attached = attached_for(institution).filter(file_id=key).first()
    return attached.file if attached is not None else None


def of_cases(request: HttpRequest, institution: Institution) -> Iterator[Document]:
    """Orders and questions as they were sent, with their receipt; decisions; files that came or went with messages."""
    filed = list(filed_for(institution).select_related("file", "record")[:MOST])
    cases = Case.objects.in_bulk([row.record.subject.removeprefix("case:") for row in filed])
    titles = {case.subject: case for case in cases.values()}
    for row in filed:
        address = reverse("orders:file", args=[institution.pk, row.file_id])
        case = titles.get(row.record.subject)
        title, kind = row.title, str(row.get_kind_display())
        if row.kind == Filed.Kind.APPLICATION and case is not None:
            title, kind = case.title, str(SENT.get(case.kind, kind))
        yield Document(title, kind, timezone.localdate(row.filed_at), address, "")
    known = {row.file_id for row in filed}
    for one in attached_for(institution)[:MOST]:
        if one.file_id not in known:
            address = reverse("orders:file", args=[institution.pk, one.file_id])
            day = timezone.localdate(one.message.sent_at)
            yield Document(one.file.name, gettext_lazy("Enclosed with a message"), day, address, "")


def of_bills(request: HttpRequest, institution: Institution) -> Iterator[Document]:
    """Itemised statements, once their PDF is made."""
    for bill in bills_of(institution):
        if bill.statement_id is not None:
            title = _("IT services %(quarter)s") % {"quarter": Quarter.parse(bill.quarter).words}
            address = reverse("orders:my_bill", args=[institution.pk, bill.pk, "pdf"])
            yield Document(title, gettext_lazy("Bill"), timezone.localdate(bill.billed_at), address)


def _subjects(institution: Institution) -> list[str]:
    """The cases of its newest orders and questions."""
    orders = Order.objects.filter(institution=institution).order_by("-id")
    questions = Question.objects.filter(institution=institution).order_by("-id")
    return [
        *orders.values_list("subject", flat=True)[:MOST],
        *questions.values_list("subject", flat=True)[:MOST],
    ]


SOURCES = (DocumentSource("cases", of_cases), DocumentSource("bills", of_bills))
