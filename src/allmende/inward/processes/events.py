"""What happens to process models; each on the stream "process_model:<id>"."""

from __future__ import annotations

import dataclasses
import uuid
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelCreated(DomainEvent):
    """``file`` is the name of the file that it was imported from, empty for one drawn here."""

    type: ClassVar[str] = "processes.model_created"
    label: ClassVar[str | Promise] = _("Process model created")
    model: uuid.UUID
    key: str
    file: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelChanged(DomainEvent):
    """The working copy is now the state ``number``."""

    type: ClassVar[str] = "processes.model_changed"
    label: ClassVar[str | Promise] = _("Process model changed")
    model: uuid.UUID
    number: int
    how: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class FactsChanged(DomainEvent):
    type: ClassVar[str] = "processes.facts_changed"
    label: ClassVar[str | Promise] = _("Facts about a process changed")
    model: uuid.UUID
    fields: list[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelPublished(DomainEvent):
    """``process_version`` is the version that runs, or None where the model only documents."""

    type: ClassVar[str] = "processes.model_published"
    label: ClassVar[str | Promise] = _("Process model published")
    model: uuid.UUID
    number: int
    sha256: str
    process_version: uuid.UUID | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class TablesPublished(DomainEvent):
    """``version`` decides from now on; ``procedure`` is the key of the one that got them, empty where all may ask."""

    type: ClassVar[str] = "processes.tables_published"
    label: ClassVar[str | Promise] = _("Decision tables published")
    model: uuid.UUID
    version: uuid.UUID
    procedure: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class TablesDiscarded(DomainEvent):
    """A working copy of decision tables is gone with its states; what was published stays."""

    type: ClassVar[str] = "processes.tables_discarded"
    label: ClassVar[str | Promise] = _("Draft of decision tables deleted")
    model: uuid.UUID
    key: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class TermsPublished(DomainEvent):
    """``version`` of the procedure has these fees and signatures; what changed is between it and the one before."""

    type: ClassVar[str] = "processes.terms_published"
    label: ClassVar[str | Promise] = _("Fees and signatures published")
    model: uuid.UUID
    version: uuid.UUID
    procedure: str
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class TermsDiscarded(DomainEvent):
    """A working copy of fees and signatures is gone with its states; what was published stays."""

    type: ClassVar[str] = "processes.terms_discarded"
    label: ClassVar[str | Promise] = _("Draft of fees and signatures deleted")
    model: uuid.UUID
    key: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RemarkWritten(DomainEvent):
    type: ClassVar[str] = "processes.remark_written"
    label: ClassVar[str | Promise] = _("Comment written")
    remark: uuid.UUID
    element: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RemarkSettled(DomainEvent):
    type: ClassVar[str] = "processes.remark_settled"
    label: ClassVar[str | Promise] = _("Comment settled")
    remark: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class LogExported(DomainEvent):
    """Who took the event log of a process away; on the stream "process:<definition id>"."""

    type: ClassVar[str] = "processes.log_exported"
    label: ClassVar[str | Promise] = _("Event log exported")
    definition: uuid.UUID
    first: int
    last: int
    unit: str
    form: str
