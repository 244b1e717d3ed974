"""The demo's own database: made at once where it is empty, doubled so that two processes can fill it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState
from django.test.utils import override_settings

_EVENTS, _PAYLOADS = "events_event", "events_personalpayload"
#: Bookings are numbered without gaps in each town: those of the copy go on behind ours. None is there before.
_LEDGER, _ENTRIES = "payments_ledger", "payments_ledgerentry"
_NEXT_NUMBER = (
    f'"number" + coalesce((SELECT ours.last FROM main.{_LEDGER} ours'  # noqa: S608 - names of our tables
    f" WHERE ours.tenant_id = {_ENTRIES}.tenant_id), 0)"
)
_HEADS = (
    f"INSERT INTO main.{_LEDGER} (id, tenant_id, last) SELECT id, tenant_id, last FROM other.{_LEDGER}"  # noqa: S608
    " WHERE true ON CONFLICT (tenant_id) DO UPDATE SET last = last + excluded.last"
)


def is_embedded() -> bool:
    """Whether the database is a SQLite file, which the demo may delete and copy."""
    return connection.vendor == "sqlite"


def path() -> Path:
    """Where the embedded database lies."""
    return Path(str(connection.settings_dict["NAME"]))


def lacks_tables() -> bool:
    """Whether migrations wait to be applied."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make_tables() -> None:
    """Bring the tables up to date: an empty database gets those of today's models at once.

    Going through the migrations one by one takes five times as long and ends at the same tables.
    """
    if not connection.introspection.table_names() and _models_say_all():
        nothing = {config.label: None for config in apps.get_app_configs()}
        with override_settings(MIGRATION_MODULES=nothing):
            call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("migrate", fake=True, verbosity=0)
    else:
        call_command("migrate", verbosity=0)


def _models_say_all() -> bool:
    """Whether no migration of ours does more than describe today's models."""
    loader = MigrationExecutor(connection).loader
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("allmende.")}
    more = (RunPython, RunSQL, SeparateDatabaseAndState)
    return not any(
        isinstance(operation, more)
        for (label, _name), migration in loader.disk_migrations.items()
        if label in ours
        for operation in migration.operations
    )


def remove() -> None:
    """Delete the embedded database and its files."""
    connection.close()
    _delete(path())
    shutil.rmtree(settings.VAR / "files", ignore_errors=True)


@contextmanager
def quick_writes() -> Iterator[None]:
    """No waiting for the disk, no savepoints while the demo is made: what breaks here is made anew as a whole."""
    options = connection.settings_dict["OPTIONS"]
    quick = {**options, "init_command": options.get("init_command", "") + "PRAGMA synchronous=OFF;"}
    connection.close()
    with (
        patch.dict(connection.settings_dict, {"OPTIONS": quick} if is_embedded() else {}),
        patch.object(connection.features, "uses_savepoints", False),
        patch("os.fsync"),
    ):
        yield
        connection.close()


def double() -> Path:
    """A copy of the embedded database beside it; no connection is open afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    copy = path().with_name("other-half.sqlite3")
    _delete(copy)
    shutil.copyfile(path(), copy)
    return copy


def use(database: Path) -> None:
    """Let this process work on ``database`` from now on."""
    connection.close()
    connection.settings_dict["NAME"] = str(database)


def last_event() -> int:
    """The position of the log's last event."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(position), 0) FROM {_EVENTS}")  # noqa: S608 - a constant
        return int(cursor.fetchone()[0])


def take_over(copy: Path, *, since: int) -> None:
    """Add the rows that ``copy`` got since it was made, and delete it.

    Keys are unique everywhere, so rows only move; the log's positions after ``since`` go on behind ours. Rows that
    were there before must not have been changed in the copy.
    """
    shift = last_event() - since
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("ATTACH DATABASE %s AS other", [str(copy)])
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(
            "SELECT name FROM other.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%%'", []
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'PRAGMA other.table_info("{table}")')
            columns = cursor.fetchall()
            key = ", ".join(f'"{column[1]}"' for column in columns if column[5])
            names = ", ".join(f'"{column[1]}"' for column in columns)
            values = names
            known = f'({key}) NOT IN (SELECT {key} FROM main."{table}")'  # noqa: S608 - names of our tables
            if table in (_EVENTS, _PAYLOADS):
                values = names.replace(key, f"{key} + {shift}")
                known = f"{key} > {since}"
            elif table == _LEDGER:
                continue
            elif table == _ENTRIES:
                values = names.replace('"number"', _NEXT_NUMBER)
            cursor.execute(
                f'INSERT INTO main."{table}" ({names}) SELECT {values} FROM other."{table}" WHERE {known}'  # noqa: S608
            )
        cursor.execute(_HEADS)
        cursor.execute("COMMIT")
        cursor.execute("DETACH DATABASE other")
    connection.close()
    _delete(copy)


def _delete(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
