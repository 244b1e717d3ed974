"""What is filed as evidence is looked at for signatures, later, by a job: nothing blocks receipt."""

from __future__ import annotations

from allmende.base.records.events import DocumentFiled
from allmende.base.records.models import Document
from allmende.base.signatures.checking.actions import check_file, waiting_for
from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.files.queries import may_open
from allmende.foundation.jobs.actions import enqueue, job


def watch() -> None:
    """Register; from ``ready()``."""
    subscribe(DocumentFiled)(look_at)


def look_at(event: DocumentFiled, _row: Event) -> None:
    """Queue the check of what somebody sent."""
    if event.kind == Document.Kind.EVIDENCE:
        enqueue(check_document, document=event.document)


@job
def check_document(document: str) -> None:
    """Check one received document; a file that nobody may open yet is looked at when it can be."""
    found = Document.objects.select_related("file").filter(pk=document).first()
    if found is not None and may_open(found.file):
        check_file(file=found.file)
        for waiting in waiting_for(found):
            check_file(file=waiting)
