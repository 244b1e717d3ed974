"""Backup and restore: the database as its own engine dumps it, and every stored file, in one tar archive.

Layout: ``manifest.json`` (engine, version), ``database`` (SQLite file or ``pg_dump -Fc``), ``files/<path>`` as they lie
in the storage: encrypted.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection

from allmende import __version__

Progress = Callable[[], object]


class ArchiveError(RuntimeError):
    """The archive cannot be read here; the message says why."""


@dataclass(frozen=True)
class Report:
    """What went through: size of the database dump in bytes, number of files."""

    database_bytes: int
    files: int


def write(target: Path, *, progress: Progress = lambda: None) -> Report:
    """Write the archive to ``target``; it appears whole or not at all. ``progress()`` is called after each file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(prefix="allmende-backup-") as folder:
        dump = Path(folder) / "database"
        _dump(dump)
        # The files are copied after the database: each file that the dump names is then certain to be there.
        with tarfile.open(part, "w:gz", compresslevel=4) as tar:
            manifest = {"engine": connection.vendor, "version": __version__}
            _add(tar, "manifest.json", json.dumps(manifest).encode())
            tar.add(dump, "database")
            count = 0
            for name in _walk(storages["files"]):
                with storages["files"].open(name) as stored:
                    _add_stream(tar, f"files/{name}", cast(IO[bytes], stored), storages["files"].size(name))
                count += 1
                progress()
        size = dump.stat().st_size
    part.replace(target)
    return Report(size, count)


def read(source: Path, *, progress: Progress = lambda: None) -> Report:
    """Replace database and files by those of the archive; raises ``ArchiveError`` where that cannot be done.

    ``progress()`` is called after each file.
    """
    try:
        with (
            tarfile.open(source, "r:gz") as tar,
            tempfile.TemporaryDirectory(prefix="allmende-restore-") as folder,
        ):
            manifest = _manifest(tar)
            if manifest["engine"] != connection.vendor:
                message = (
                    f"The archive is of {manifest['engine']}, this installation uses {connection.vendor}."
                )
                raise ArchiveError(message)
            dump = Path(folder) / "database"
            with dump.open("wb") as out:
                shutil.copyfileobj(_member(tar, "database"), out)
            _load(dump)
            return Report(dump.stat().st_size, _put_files(tar, progress))
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ArchiveError(f"{source} is not a whole archive: {error}") from error


def _manifest(tar: tarfile.TarFile) -> dict[str, str]:
    try:
        manifest: dict[str, str] = json.load(_member(tar, "manifest.json"))
    except (KeyError, ValueError) as error:
        raise ArchiveError("This is no archive of Allmende's: it has no manifest.") from error
    return manifest


def _member(tar: tarfile.TarFile, name: str) -> io.BufferedReader:
    member = tar.extractfile(name)
    if member is None:
        raise ArchiveError(f"The archive lacks {name}.")
    return member  # type: ignore[return-value]


def _put_files(tar: tarfile.TarFile, progress: Progress) -> int:
    storage, count = storages["files"], 0
    for member in tar:
        if not member.isfile() or not member.name.startswith("files/"):
            continue
        name = member.name.removeprefix("files/")
        if storage.exists(name):  # it may be damaged, or the reason for the restore
            storage.delete(name)
        storage.save(name, File(_member(tar, member.name), name=name))
        count += 1
        progress()
    return count


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    _add_stream(tar, name, io.BytesIO(content), len(content))


def _add_stream(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    tar.addfile(info, content)


def _walk(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    for name in sorted(names):
        yield f"{folder}/{name}" if folder else name
    for sub in sorted(folders):
        yield from _walk(storage, f"{folder}/{sub}" if folder else sub)


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        source = sqlite3.connect(connection.settings_dict["NAME"])
        copy = sqlite3.connect(target)
        with source, copy:
            source.backup(copy)
        source.close()
        copy.close()
    else:
        _postgres("pg_dump", "--format=custom", "--enable-row-security", f"--file={target}")


def _load(dump: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in (target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
            leftover.unlink(missing_ok=True)
        shutil.copyfile(dump, target)
    else:
        name = str(connection.settings_dict["NAME"])
        _postgres(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={name}",
            str(dump),
        )


def _postgres(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise ArchiveError(f"{program} is not installed (Debian: apt-get install postgresql-client).")
    database = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": str(database["HOST"]), "PGPORT": str(database["PORT"] or 5432), "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]), "PGDATABASE": str(database["NAME"]),
    }  # fmt: skip
    result = subprocess.run(
        [program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise ArchiveError(f"{program} failed: {result.stderr.strip()[-500:]}")
