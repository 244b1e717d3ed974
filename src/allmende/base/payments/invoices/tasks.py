"""Drawing invoices: data and page come to be in the worker, which Typst and lxml may take room in."""

from __future__ import annotations

import uuid

from django.db import transaction

from allmende.base.records.actions import file_document
from allmende.base.records.models import Document
from allmende.base.records.queries import record_of
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import claim_files, store_bytes
from allmende.foundation.files.models import StoredFile
from allmende.foundation.jobs.actions import job

from .content import Content
from .models import Invoice


@job
def draw_invoice(invoice_id: str) -> None:
    """Make the files of an invoice, once, and file them in the e-file of its subject."""
    from .cii import EN16931, xml_of
    from .pdf import pdf_of
    from .rules import broken_rules

    invoice = Invoice.objects.select_related("claim").get(pk=uuid.UUID(invoice_id))
    if invoice.pdf_id:
        return
    content = Content.model_validate(invoice.content)
    xml, page = xml_of(content), pdf_of(content, xml_of(content, EN16931))
    broken = [one.rule for one in broken_rules(xml) if one.fatal]
    if broken:
        # No office would take it; the job fails where operators see it, and nothing leaves the house.
        raise ValueError(f"invoice {invoice.number} breaks {', '.join(broken)}")
    with transaction.atomic():
        row = Invoice.objects.select_for_update().get(pk=invoice.pk)
        if row.pdf_id:
            return
        name = f"{row.get_kind_display()} {row.number}"
        row.xml = store_bytes(content=xml, name=f"{name}.xml", media_type="application/xml")
        row.pdf = store_bytes(content=page, name=f"{name}.pdf", media_type="application/pdf")
        row.save(update_fields=["xml", "pdf"])
        _file(invoice, [(row.pdf, name), (row.xml, f"{name} (XRechnung)")])


def _file(invoice: Invoice, files: list[tuple[StoredFile, str]]) -> None:
    record = record_of(invoice.claim.subject)
    for place, (file, title) in enumerate(files):
        if record and record.is_open:
            file_document(
                record=record, file=file, kind=Document.Kind.OTHER, title=title, actor=SYSTEM,
                origin=Document.Origin.OUTGOING, once=f"invoice:{invoice.pk}:{place}",
            )  # fmt: skip
        else:
            claim_files(files=[file], owner=f"invoice:{invoice.pk}")
