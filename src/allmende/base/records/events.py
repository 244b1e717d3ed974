"""What happens to records, on the stream of the record's subject."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordOpened(DomainEvent):
    type: ClassVar[str] = "records.opened"
    label: ClassVar = _("File opened")
    record: str
    number: str
    plan: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class DocumentFiled(DomainEvent):
    """``personal`` carries the title."""

    type: ClassVar[str] = "records.document_filed"
    label: ClassVar = _("Document filed")
    record: str
    document: str
    kind: str
    sha256: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordClosed(DomainEvent):
    type: ClassVar[str] = "records.closed"
    label: ClassVar = _("File closed")
    record: str
    closed_on: str
    retain_until: str | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordReopened(DomainEvent):
    type: ClassVar[str] = "records.reopened"
    label: ClassVar = _("File reopened")
    record: str
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordExported(DomainEvent):
    type: ClassVar[str] = "records.exported"
    label: ClassVar = _("File exported")
    record: str
    documents: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class TemplateSaved(DomainEvent):
    """On the stream ``document-template:<key>``."""

    type: ClassVar[str] = "records.template_saved"
    label: ClassVar = _("Document template saved")
    key: str
    language: str
    version: int
