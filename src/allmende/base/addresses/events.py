"""What the log tells of the address register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AddressesImported(DomainEvent):
    """Streets and house numbers were imported."""

    type: ClassVar[str] = "addresses.imported"
    label: ClassVar[str | Promise] = _("Addresses imported")
    streets: int
    created: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class AreaSaved(DomainEvent):
    """An area was created or its border changed."""

    type: ClassVar[str] = "addresses.area_saved"
    label: ClassVar[str | Promise] = _("Area saved")
    kind: str
    key: str
    created: bool
