"""What happens to seals."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class SealerSaved(DomainEvent):
    """On the stream ``sealer``."""

    type: ClassVar[str] = "signatures.sealer_saved"
    label: ClassVar = _("Electronic seal set up")
    sealer: str
    store: str
    level: str
    valid_until: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class SealingStopped(DomainEvent):
    """On the stream ``sealer``."""

    type: ClassVar[str] = "signatures.sealing_stopped"
    label: ClassVar = _("Electronic seal switched off")
    sealer: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class SealStrengthened(DomainEvent):
    """On the stream of the document's subject; ``reached`` is the level of the copy."""

    type: ClassVar[str] = "signatures.seal_strengthened"
    label: ClassVar = _("Seal completed with time stamp and proof")
    document: str
    reached: str
