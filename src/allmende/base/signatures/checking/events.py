"""What happens when signatures are checked."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class SignatureChecked(DomainEvent):
    """On the stream of the file's owner."""

    type: ClassVar[str] = "signatures.checked"
    label: ClassVar = _("Signature of a received document checked")
    file: str
    verdict: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrustedListSaved(DomainEvent):
    """On the stream ``trusted-lists``; ``services`` counts those that are granted."""

    type: ClassVar[str] = "signatures.trusted_list_saved"
    label: ClassVar = _("Trusted list saved")
    name: str
    services: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrustedListRemoved(DomainEvent):
    """On the stream ``trusted-lists``."""

    type: ClassVar[str] = "signatures.trusted_list_removed"
    label: ClassVar = _("Trusted list removed")
    name: str
