"""Archives are looked through without unpacking them to disk: bombs, nesting, names that lead elsewhere."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _

from .errors import FileRefusedError
from .media import RUNNABLE
from .names import extension

CHUNK = 256 * 1024
MEGABYTE = 1024 * 1024
#: Beginnings of archives that cannot be looked into.
_OPAQUE = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")


@dataclass
class Budget:
    """What is left for one upload, shared by all archives nested in it."""

    unpacked: int = 500 * MEGABYTE
    entries: int = 5000
    depth: int = 3
    ratio: int = 150
    harmless: int = 20 * MEGABYTE  # below this no ratio matters: a form of white space compresses well
    nested: int = 32 * MEGABYTE  # a nested archive is held in memory while it is looked through


def check_archive(content: IO[bytes], budget: Budget | None = None, depth: int = 1) -> None:
    """Raise ``FileRefusedError`` where ``content``, a ZIP (also an Office file), cannot be taken safely."""
    budget = budget or Budget()
    if depth > budget.depth:
        raise _refuse("nested", _("too many archives inside one another"))
    content.seek(0, 2)
    packed = content.tell()
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            _check_declared(entries, packed, budget)
            _check_real(archive, entries, packed, budget, depth)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise _refuse("broken", _("it is damaged")) from error
    finally:
        content.seek(0)


def _check_declared(entries: list[zipfile.ZipInfo], packed: int, budget: Budget) -> None:
    budget.entries -= len(entries)
    if budget.entries < 0:
        raise _refuse("bomb", _("it holds too many files"))
    if sum(entry.compress_size for entry in entries) > packed:  # entries that overlap share their bytes
        raise _refuse("bomb", _("it is built to grow without end"))
    if sum(entry.file_size for entry in entries) > budget.unpacked:
        raise _refuse("bomb", _("it becomes too large when unpacked"))
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise _refuse("encrypted", _("it is protected by a password and cannot be checked"))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refuse("method", _("it is packed in an unusual way"))
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0].endswith(":") or entry.filename.startswith(("/", "\\")):
            raise _refuse("path", _("it holds file names that lead to other folders"))
        if extension(parts[-1]) in RUNNABLE:
            raise _refuse("program", _("it holds a program"))


def _check_real(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, budget: Budget, depth: int
) -> None:
    unpacked = 0
    for entry in entries:
        with archive.open(entry) as stream:
            chunk = stream.read(CHUNK)
            nested = BytesIO() if chunk.startswith(b"PK\x03\x04") else None
            if chunk.startswith(_OPAQUE):
                raise _refuse("opaque", _("it holds an archive that cannot be checked"))
            while chunk:
                unpacked += len(chunk)
                budget.unpacked -= len(chunk)
                if budget.unpacked < 0 or unpacked > max(budget.harmless, packed * budget.ratio):
                    raise _refuse("bomb", _("it becomes too large when unpacked"))
                if nested is not None:
                    nested.write(chunk)
                    if nested.tell() > budget.nested:
                        raise _refuse("nested", _("an archive inside it is too large"))
                chunk = stream.read(CHUNK)
        if nested is not None:
            check_archive(nested, budget, depth + 1)


def _refuse(code: str, reason: str) -> FileRefusedError:
    return FileRefusedError(
        f"archive-{code}",
        _("This file was not taken: %(reason)s. Please send the files one by one.") % {"reason": reason},
    )
