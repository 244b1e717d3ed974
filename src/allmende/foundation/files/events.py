"""What happens to files, on the stream of their owner (or "files" where nobody owns them)."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class FileInfected(DomainEvent):
    """A virus was found in a file that was already here; nobody can open it any more."""

    type: ClassVar[str] = "files.infected"
    label: ClassVar = _("A virus was found in a file")
    file: str
    signature: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class OrphansDeleted(DomainEvent):
    """Files that nobody owned were deleted after their period of grace."""

    type: ClassVar[str] = "files.orphans_deleted"
    label: ClassVar = _("Files without owner deleted")
    files: int
    bytes: int
