"""Taking files in, giving them an owner, letting them go."""

from __future__ import annotations

import hashlib
import tempfile
import uuid
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import formats
from django.utils.translation import gettext as _

from allmende.foundation.events.types import SYSTEM, Actor
from allmende.foundation.tenants.context import current_tenant_id

from .admission import check_type
from .archives import check_archive
from .errors import FileRefusedError
from .media import ARCHIVES
from .models import ScanState, StoredFile, content_path
from .names import clean_name
from .pictures import FORMATS, clean_picture
from .scanning import scan
from .sniffing import sniff
from .storage import CHUNK, write_once

#: So many contents wait for the disk at a time.
AT_ONCE = 8


def receive_file(
    *,
    upload: Any,
    name: str,
    actor: Actor,
    allowed: Collection[str] = (),
    max_bytes: int | None = None,
    owner: str = "",
) -> StoredFile:
    """Take a file from outside: size, type, archive and picture are checked, metadata of photographs removed, scanned.

    ``upload`` is an ``UploadedFile`` or any binary file. ``allowed`` names media types ("application/pdf", "image/*");
    empty means the usual documents and pictures. ``max_bytes`` defaults to the installation's limit. Without ``owner``
    the file is deleted after a day unless ``claim_files`` gives it one. Raises ``FileRefusedError`` with a message
    for people. Do not call it inside a long transaction: it reads and scans.
    """
    limit = max_bytes or settings.ENVIRONMENT.upload_limit * 1024 * 1024
    tidy = clean_name(name, fallback=_("file"))
    with tempfile.TemporaryFile() as spool:
        _spool(upload, spool, limit, tidy)
        media_type = sniff(spool, tidy)
        check_type(media_type, tidy, allowed)
        content = _made_harmless(spool, media_type)
        verdict = scan(content)
        if verdict.state == ScanState.INFECTED:
            raise FileRefusedError(
                "infected", _("A virus was found in “%(name)s”. The file was not taken.") % {"name": tidy}
            )
        return _keep(
            content, name=tidy, media_type=media_type, scan_state=verdict.state, owner=owner, actor=actor
        )  # fmt: skip


def store_bytes(
    *, content: bytes, name: str, media_type: str, owner: str = "", actor: Actor = SYSTEM
) -> StoredFile:
    """Store what the installation itself made, such as a PDF; it counts as clean."""
    return _keep(
        BytesIO(content),
        name=name,
        media_type=media_type,
        scan_state=ScanState.CLEAN,
        owner=owner,
        actor=actor,
    )


def store_pdfs(made: Sequence[tuple[str, bytes]]) -> list[StoredFile]:
    """Store many that the installation made (name, content), as nobody's: ``claim_files`` gives them an owner.

    Call it outside a transaction: it waits for the disk, for all of them together, before anything is locked.
    """
    contents = [(hashlib.sha256(content).hexdigest(), name, content) for name, content in made]
    tenant = str(current_tenant_id())

    def write(sha256: str, content: bytes) -> None:
        write_once(content_path(tenant, sha256), BytesIO(content))

    with ThreadPoolExecutor(max_workers=AT_ONCE) as disk:
        for written in [disk.submit(write, sha256, content) for sha256, _name, content in contents]:
            written.result()
    with transaction.atomic():
        for sha256, _name, content in sorted(contents):
            lock_content(sha256)
            write(sha256, content)  # there already, but where somebody deleted the same content meanwhile
        return StoredFile.objects.bulk_create(
            StoredFile(
                sha256=sha256, size=len(content), media_type="application/pdf", name=clean_name(name),
                scan_state=ScanState.CLEAN, received_from=str(SYSTEM),
            )
            for sha256, name, content in contents
        )  # fmt: skip


@transaction.atomic(savepoint=False)
def claim_files(
    *, files: Iterable[StoredFile | uuid.UUID | str], owner: str, was: Collection[str] = ("",)
) -> int:
    """Give files to ``owner`` where they belong to one of ``was`` now (default: to nobody); returns how many.

    A file that belongs to somebody else stays where it is: compare the number where that matters.
    """
    keys = [file.pk if isinstance(file, StoredFile) else file for file in files]
    return StoredFile.objects.filter(pk__in=keys, owner__in=[*was, owner]).update(owner=owner)


@transaction.atomic
def release_files(*, owner: str) -> int:
    """Make the files of ``owner`` orphans, which the next clean-up deletes; returns how many."""
    return StoredFile.objects.filter(owner=owner).update(owner="")


def _spool(upload: Any, spool: IO[bytes], limit: int, name: str) -> None:
    chunks = upload.chunks(CHUNK) if hasattr(upload, "chunks") else iter(lambda: upload.read(CHUNK), b"")
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise FileRefusedError("too-large", _too_large(name, limit))
        spool.write(chunk)
    if not size:
        raise FileRefusedError(
            "empty",
            _("“%(name)s” is empty, so it was not taken. Please choose the file again.") % {"name": name},
        )


def _too_large(name: str, limit: int) -> str:
    megabytes = formats.number_format(limit / (1024 * 1024), 1 if limit % (1024 * 1024) else 0)
    return _(
        "“%(name)s” is larger than %(limit)s MB, so it was not taken. Please make it smaller, for example by scanning "
        "with a lower resolution."
    ) % {"name": name, "limit": megabytes}


def _made_harmless(spool: IO[bytes], media_type: str) -> IO[bytes]:
    if media_type in FORMATS:
        return BytesIO(clean_picture(spool, media_type))
    if media_type in ARCHIVES:
        check_archive(spool)
    return spool


@transaction.atomic(savepoint=False)
def _keep(
    content: IO[bytes], *, name: str, media_type: str, scan_state: str, owner: str, actor: Actor
) -> StoredFile:
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    sha256 = digest.hexdigest()
    lock_content(sha256)
    write_once(content_path(str(current_tenant_id()), sha256), content)
    return StoredFile.objects.create(
        sha256=sha256, size=size, media_type=media_type, name=clean_name(name), scan_state=scan_state,
        owner=owner, received_from=str(actor),
    )  # fmt: skip


def lock_content(sha256: str) -> None:
    """Hold a content until the transaction ends, so that it is not deleted while somebody stores it again.

    SQLite needs nothing: its writing transactions exclude each other.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            key = int.from_bytes(
                hashlib.sha256(f"{current_tenant_id()}{sha256}".encode()).digest()[:8], signed=True
            )
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
