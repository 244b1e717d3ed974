"""The contents: written once, whole or not at all, never rewritten."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages

CHUNK = 64 * 1024


def file_storage() -> Storage:
    """The storage of all contents: a folder or an S3 bucket, as the settings say."""
    return storages["files"]


def write_once(path: str, content: IO[bytes]) -> None:
    """Store ``content`` under ``path`` unless it is there; durable when this returns."""
    storage = file_storage()
    if storage.exists(path):
        return
    content.seek(0)
    try:
        target = Path(storage.path(path))
    except NotImplementedError:
        _write_to_bucket(storage, path, content)
        return
    _write_to_folder(target, content)


def _write_to_bucket(storage: Storage, path: str, content: IO[bytes]) -> None:
    written = storage.save(path, File(content, name=path))
    if written != path:  # somebody else stored the same content in this moment
        storage.delete(written)


def _write_to_folder(target: Path, content: IO[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("wb") as out:
            while chunk := content.read(CHUNK):
                out.write(chunk)
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
