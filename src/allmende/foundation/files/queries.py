"""Reading files."""

from __future__ import annotations

from typing import BinaryIO

from django.conf import settings
from django.db.models import QuerySet

from .errors import FileBlockedError
from .models import ScanState, StoredFile
from .storage import open_content


def files_of(owner: str) -> QuerySet[StoredFile]:
    """The files that belong to ``owner`` ("case:…", "draft:…"), oldest first."""
    return StoredFile.objects.filter(owner=owner).order_by("created_at", "pk")


def may_open(stored: StoredFile) -> bool:
    """Whether anyone may open it: never an infected file; an unscanned one only where no scanner is set up."""
    if stored.scan_state == ScanState.UNSCANNED:
        return not settings.ENVIRONMENT.clamav_socket
    return bool(stored.scan_state == ScanState.CLEAN)


def open_file(stored: StoredFile) -> BinaryIO:
    """The content, to be closed by the caller; raises ``FileBlockedError`` where nobody may open it.

    Seekable, decrypted piece by piece; raises ``ContentDamagedError`` while it is read where it was changed.
    """
    if not may_open(stored):
        raise FileBlockedError(f"{stored.pk} is {stored.scan_state}")
    return open_content(stored.path)
