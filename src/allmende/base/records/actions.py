"""Writing to the e-file. Whoever calls these has checked the permission on the record's subject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record as log
from allmende.foundation.events.types import SYSTEM, Actor
from allmende.foundation.files.actions import claim_files
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.queries import open_file
from allmende.foundation.files.storage import CHUNK
from allmende.foundation.ids import new_reference

from .events import DocumentFiled, RecordClosed, RecordExported, RecordOpened, RecordReopened
from .exports import zip_of
from .models import Document, FilingPlanEntry, Record
from .queries import is_filed


class RecordClosedError(RuntimeError):
    """The record is frozen: reopen it before anything is filed."""


class UnknownPlanError(LookupError):
    """The filing plan has no such key."""


@transaction.atomic(savepoint=False)
def open_record(
    *,
    subject: str,
    title: str,
    plan_key: str,
    number: str = "",
    actor: Actor = SYSTEM,
    at: dt.datetime | None = None,
    new: bool = False,
    plan: FilingPlanEntry | None = None,
) -> Record:
    """Open the record of ``subject``; the same record again where it has one already.

    ``number`` defaults to the plan's key and an unguessable reference. Raises ``UnknownPlanError``. Who has just made
    the subject says ``new``, who holds the place of the plan gives ``plan``: each saves a question to the database.
    """
    existing = None if new else Record.objects.filter(subject=subject).first()
    if existing:
        return existing
    plan = plan or FilingPlanEntry.objects.filter(key=plan_key).first()
    if plan is None:
        raise UnknownPlanError(f"the filing plan has no entry {plan_key!r}")
    record = Record.objects.create(
        subject=subject, title=title[:300], plan=plan, number=number or f"{plan.key}/{new_reference()}",
        opened_at=at or timezone.now(),
    )  # fmt: skip
    log(
        RecordOpened(record=str(record.pk), number=record.number, plan=plan.key),
        stream=subject, actor=actor, at=at,
    )  # fmt: skip
    return record


@transaction.atomic(savepoint=False)
def file_document(
    *,
    record: Record,
    file: StoredFile,
    kind: str,
    title: str,
    actor: Actor,
    origin: str = Document.Origin.INTERNAL,
    once: str = "",
    at: dt.datetime | None = None,
) -> Document:
    """File ``file`` in ``record``; the file then belongs to the record's subject.

    A job that may run twice names ``once`` ("receipt"): the second call returns the document of the first.
    Raises ``RecordClosedError`` where the record is closed.
    """
    record = Record.objects.select_for_update().get(pk=record.pk)
    if once and is_filed(record, once):
        return Document.objects.get(record=record, once=once)
    if not record.is_open:
        raise RecordClosedError(f"record {record.number} is closed")
    document = Document.objects.create(
        record=record, kind=Document.Kind(kind), title=title[:300], file=file, sha256=file.sha256,
        origin=Document.Origin(origin), filed_at=at or timezone.now(), filed_by=str(actor), once=once or None,
    )  # fmt: skip
    claim_files(files=[file], owner=record.subject, was=["", file.owner])
    log(
        DocumentFiled(
            record=str(record.pk), document=str(document.pk), kind=document.kind, sha256=file.sha256
        ),
        stream=record.subject, actor=actor, personal={"title": document.title}, at=at,
    )  # fmt: skip
    return document


@transaction.atomic(savepoint=False)
def file_strengthened(*, document: Document, file: StoredFile, title: str) -> Document:
    """File a copy of ``document`` that only adds proof (time stamps, states of certificates) behind its last byte.

    It keeps the document provable and changes nothing in it, so that a closed record takes it, too. Raises
    ``ValueError`` where the copy does not begin with the document.
    """
    with open_file(document.file) as before, open_file(file) as after:
        while piece := before.read(CHUNK):
            if after.read(len(piece)) != piece:
                raise ValueError("the copy is another document")
    record, once = document.record, f"proof:{file.sha256}"
    if is_filed(record, once):
        return Document.objects.get(record=record, once=once)
    copy = Document.objects.create(
        record=record, kind=document.kind, title=title[:300], file=file, sha256=file.sha256,
        origin=Document.Origin.INTERNAL, filed_at=timezone.now(), filed_by=str(SYSTEM), once=once,
    )  # fmt: skip
    claim_files(files=[file], owner=record.subject)
    log(
        DocumentFiled(record=str(record.pk), document=str(copy.pk), kind=copy.kind, sha256=file.sha256),
        stream=record.subject, actor=SYSTEM, personal={"title": copy.title},
    )  # fmt: skip
    return copy


@transaction.atomic
def close_record(*, record: Record, on: dt.date, actor: Actor, at: dt.datetime | None = None) -> Record:
    """Freeze ``record`` and compute from the filing plan how long it must be kept; closing twice changes nothing."""
    record = Record.objects.select_for_update().select_related("plan").get(pk=record.pk)
    if not record.is_open:
        return record
    record.state, record.closed_on = Record.State.CLOSED, on
    record.retain_until, record.legal_basis = record.plan.retain_until(on), record.plan.legal_basis
    record.save(update_fields=["state", "closed_on", "retain_until", "legal_basis"])
    until = record.retain_until.isoformat() if record.retain_until else None
    log(
        RecordClosed(record=str(record.pk), closed_on=on.isoformat(), retain_until=until),
        stream=record.subject, actor=actor, at=at,
    )  # fmt: skip
    return record


@transaction.atomic
def reopen_record(*, record: Record, reason: str, actor: Actor) -> Record:
    """Open a closed record again; its retention is computed anew when it is closed the next time."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    if record.is_open:
        return record
    record.state, record.closed_on, record.retain_until = Record.State.OPEN, None, None
    record.save(update_fields=["state", "closed_on", "retain_until"])
    log(RecordReopened(record=str(record.pk), reason=reason), stream=record.subject, actor=actor)
    return record


@transaction.atomic
def export_record(*, record: Record, actor: Actor) -> Iterator[bytes]:
    """The whole record as one ZIP in pieces, for a streaming response: index, documents, SHA-256 list, history."""
    count = Document.objects.filter(record=record).count()
    log(RecordExported(record=str(record.pk), documents=count), stream=record.subject, actor=actor)
    return zip_of(record)
