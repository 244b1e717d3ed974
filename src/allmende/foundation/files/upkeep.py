"""Keeping the files in order: deleting orphans, scanning what waits, verifying all contents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, cast

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.context import current_tenant_id

from .actions import lock_content
from .events import FileInfected, OrphansDeleted
from .models import ScanState, StoredFile, content_path
from .scanning import Scanner, configured_scanner
from .storage import CHUNK, file_storage, open_content, write
from .vault import ContentDamagedError, is_current, is_sealed, opened

GRACE = timedelta(days=1)
ORPHANS = "files"


def delete_orphans(*, grace: timedelta = GRACE, limit: int = 1000) -> int:
    """Delete files that nobody has owned since ``grace`` after they came; returns how many.

    A file that some row still points to stays, whatever its owner says.
    """
    waiting = StoredFile.objects.filter(owner="", created_at__lt=timezone.now() - grace)
    deleted = size = 0
    for stored in list(waiting.order_by("created_at")[:limit]):
        if delete_file(stored):
            deleted, size = deleted + 1, size + stored.size
    if deleted:
        with transaction.atomic():
            record(OrphansDeleted(files=deleted, bytes=size), stream=ORPHANS, actor=SYSTEM)
    return deleted


def delete_file(stored: StoredFile) -> bool:
    """Delete one orphan, and its content unless another file has the same; False where it is needed after all."""
    try:
        with transaction.atomic():
            lock_content(stored.sha256)
            if not StoredFile.objects.filter(pk=stored.pk, owner="").delete()[0]:
                return False
            if not StoredFile.objects.filter(sha256=stored.sha256).exists():
                file_storage().delete(stored.path)
    except ProtectedError:
        return False
    return True


def scan_waiting(*, scanner: Scanner | None = None, limit: int = 200) -> int:
    """Scan files that are unscanned, oldest first; returns how many got a verdict: none without a scanner."""
    scanner = scanner or configured_scanner()
    if scanner is None:
        return 0
    done = 0
    for stored in list(
        StoredFile.objects.filter(scan_state=ScanState.UNSCANNED).order_by("created_at")[:limit]
    ):
        try:
            with open_content(stored.path) as content:
                verdict = scanner.scan(content)
        except (OSError, ContentDamagedError):
            continue
        done += 1
        with transaction.atomic():
            StoredFile.objects.filter(sha256=stored.sha256).update(scan_state=verdict.state)
            if verdict.state == ScanState.INFECTED:
                record(
                    FileInfected(file=str(stored.pk), signature=verdict.signature),
                    stream=stored.owner or ORPHANS, actor=SYSTEM,
                )  # fmt: skip
    return done


@dataclass(frozen=True)
class Damage:
    """A file whose content is not what it was: ``reason`` is "missing" or "changed"."""

    path: str
    name: str
    reason: str


def verify_files(*, progress: Callable[[int], None] | None = None) -> Iterator[Damage]:
    """Hash every content of the current tenant again; yields what is damaged. Reads all files."""
    last = ""
    for stored in StoredFile.objects.order_by("sha256").iterator(chunk_size=1000):
        if stored.sha256 == last:
            continue
        last = stored.sha256
        try:
            with open_content(stored.path) as content:
                sound = _hash(content) == stored.sha256
        except FileNotFoundError:
            yield Damage(stored.path, stored.name, "missing")
        except (OSError, ContentDamagedError):
            yield Damage(stored.path, stored.name, "changed")
        else:
            if not sound:
                yield Damage(stored.path, stored.name, "changed")
        if progress:
            progress(1)


def reseal_files(*, progress: Callable[[int], None] | None = None) -> Iterator[Damage]:
    """Encrypt with the newest data key every content of the current tenant that is under an older one, or under none.

    Each is read whole and compared with its hash before it is replaced; yields what cannot be, and leaves it alone.
    """
    rows = StoredFile.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    for sha256 in rows.iterator(chunk_size=1000):
        path = content_path(str(current_tenant_id()), sha256)
        try:
            if not _reseal(path, sha256):
                yield Damage(path, sha256, "changed")
        except FileNotFoundError:
            yield Damage(path, sha256, "missing")
        except ContentDamagedError:
            yield Damage(path, sha256, "changed")
        if progress:
            progress(1)


def _reseal(path: str, sha256: str) -> bool:
    with file_storage().open(path) as stored:
        raw = cast(IO[bytes], stored)
        if is_current(raw):
            return True
        plain = opened(raw, path) if is_sealed(raw) else raw
        plain.seek(0)
        if _hash(plain) != sha256:
            return False
        with transaction.atomic():
            lock_content(sha256)
            write(path, plain)
    return True


def _hash(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
