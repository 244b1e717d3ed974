"""Whether this process's commits wait until they are on disk. They do, but in a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_UID = "allmende.jobs.commits"


def commit_without_waiting() -> None:
    """Let commits return before they are on disk.

    A power cut may then take back the process's last moments, whole and in order: the jobs of these moments run again,
    as jobs may. What people are told has arrived is committed by the web processes, which do wait.
    """
    connection_created.connect(_relax, dispatch_uid=_UID)
    if connection.connection is not None:
        _relax(connection=connection)


@contextmanager
def commits_on_disk() -> Iterator[None]:
    """Within, commits wait again: for what is then taken away where it came from. Begins outside a transaction."""
    if not connection_created.disconnect(dispatch_uid=_UID):
        yield
        return
    connection.ensure_connection()
    _set(connection, waiting=True)
    try:
        yield
    finally:
        commit_without_waiting()


def _relax(*, connection: BaseDatabaseWrapper, **about: Any) -> None:
    _set(connection, waiting=False)


def _set(live: BaseDatabaseWrapper, *, waiting: bool) -> None:
    if live.vendor == "postgresql":
        statement = f"SET synchronous_commit = {'on' if waiting else 'off'}"
    else:
        statement = f"PRAGMA synchronous = {'FULL' if waiting else 'NORMAL'}"
    with live.cursor() as cursor:
        cursor.execute(statement)
