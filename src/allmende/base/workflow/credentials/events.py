"""What the log is told of credentials: never what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CredentialSet(DomainEvent):
    """A credential for another system was set or replaced; on the stream "credential:<id>"."""

    type: ClassVar[str] = "workflow.credential_set"
    label: ClassVar[str | Promise] = _("Access to another system set")
    name: str
    kind: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class CredentialDeleted(DomainEvent):
    type: ClassVar[str] = "workflow.credential_deleted"
    label: ClassVar[str | Promise] = _("Access to another system deleted")
    name: str
    origin: str
