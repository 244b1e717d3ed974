"""The contents: encrypted, written once, whole or not at all, never rewritten."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.core.files import File
from django.core.files.storage import Storage, storages

from .vault import opened, sealed

CHUNK = 64 * 1024
#: What is encrypted for a bucket waits in memory up to this size, then in a file.
SPOOLED = 1024 * 1024


def file_storage() -> Storage:
    """The storage of all contents: a folder or an S3 bucket, as the settings say. What lies in it is encrypted."""
    return storages["files"]


def prepare_storage() -> bool:
    """Make the bucket where there is none; True where it was made. Raises the client's own errors."""
    storage: Any = file_storage()
    if not hasattr(storage, "bucket"):
        return False
    if storage.bucket.creation_date is not None:
        return False
    storage.bucket.create()
    return True


def open_content(path: str) -> BinaryIO:
    """The content under ``path``, decrypted as it is read; raises ``FileNotFoundError``, ``ContentDamagedError``."""
    stored = file_storage().open(path)
    try:
        return cast(BinaryIO, opened(cast(IO[bytes], stored), path))
    except BaseException:
        stored.close()
        raise


def write_once(path: str, content: IO[bytes]) -> None:
    """Encrypt and store ``content`` under ``path`` unless it is there; durable when this returns."""
    if not file_storage().exists(path):
        write(path, content)


def write(path: str, content: IO[bytes]) -> None:
    """Encrypt and store ``content`` under ``path``, in place of what may be there; a reader sees one or the other."""
    storage = file_storage()
    content.seek(0)
    try:
        target = Path(storage.path(path))
    except NotImplementedError:
        _write_to_bucket(storage, path, sealed(content, path))
        return
    _write_to_folder(target, sealed(content, path))


def _write_to_bucket(storage: Storage, path: str, pieces: Iterable[bytes]) -> None:
    with tempfile.SpooledTemporaryFile(max_size=SPOOLED) as spool:
        spool.writelines(pieces)
        spool.seek(0)
        storage.save(path, File(cast(IO[bytes], spool), name=path))


def _write_to_folder(target: Path, pieces: Iterable[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("wb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)  # never a half-written content under a name that promises the whole
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
