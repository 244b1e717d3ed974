"""What happens to procedures, as the log tells it; the stream is ``procedure:<id>``."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ProcedurePublished(DomainEvent):
    type: ClassVar[str] = "procedures.published"
    label: ClassVar[str | Promise] = _("Procedure published")
    version: uuid.UUID
    number: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ParameterSet(DomainEvent):
    """``value`` None: back to the default of the folder."""

    type: ClassVar[str] = "procedures.parameter_set"
    label: ClassVar[str | Promise] = _("Parameter set")
    key: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class ProcedureOffered(DomainEvent):
    type: ClassVar[str] = "procedures.offered"
    label: ClassVar[str | Promise] = _("Procedure offered or taken back")
    offered: bool
