from __future__ import annotations

from allmende.base.records.actions import file_document, open_record
from allmende.base.records.models import Document, FilingPlanEntry, Record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import store_bytes


def plan(key: str = "22.41", years: int | None = 10, **values) -> FilingPlanEntry:
    return FilingPlanEntry.objects.create(key=key, title="Hundesteuer", retention_years=years, **values)


def record(subject: str = "case:1") -> Record:
    if not FilingPlanEntry.objects.exists():
        plan()
    return open_record(subject=subject, title="Hund Bello", plan_key="22.41")


def filed(in_record: Record, title: str = "Chip", content: bytes = b"chip", **values) -> Document:
    file = store_bytes(content=content, name="chip.txt", media_type="text/plain")
    return file_document(record=in_record, file=file, kind="evidence", title=title, actor=SYSTEM, **values)
