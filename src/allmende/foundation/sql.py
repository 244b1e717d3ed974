"""Plain statements for hot paths, the same on SQLite and PostgreSQL.

The ORM builds and compiles each statement anew, which costs ten times what the database needs for it. Hot paths call
these instead; whatever is not hot stays with the ORM. Statements name the tenant, or a key read under its lock.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


def execute(sql: str, parameters: Sequence[Any]) -> int:
    """Run one statement; returns how many rows it touched."""
    return int(_run(sql, parameters).rowcount)


def rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows that one statement returns."""
    return list(_run(sql, parameters).fetchall())


def _run(sql: str, parameters: Any, *, many: bool = False) -> Any:
    """Run a statement with the connection's own cursor; returns the cursor.

    On SQLite the wrappers around a cursor cost five times what the statement does. They are left out while nobody
    looks through them: no wrapper is installed and no query recorded.
    """
    live: Any = connections[DEFAULT_DB_ALIAS]
    if live.connection is None:
        live.ensure_connection()
    if live.vendor != "sqlite" or live.execute_wrappers or live.queries_logged:
        cursor = _cursor(live)
        (cursor.executemany if many else cursor.execute)(sql, parameters)
        return cursor
    live.validate_no_broken_transaction()
    try:
        driver = live.connection
        return (driver.executemany if many else driver.execute)(_marked(sql), parameters)
    except live.Database.Error:
        with live.wrap_database_errors:
            raise


def _cursor(live: Any) -> Any:
    """One cursor for all plain statements of a connection: each statement is over before the next begins."""
    if live.queries_logged:
        return live.cursor()
    kept: tuple[Any, Any] | None = getattr(live, "_allmende_cursor", None)
    if kept is None or kept[0] is not live.connection:
        kept = live._allmende_cursor = (live.connection, live.cursor())
    return kept[1]


@lru_cache(maxsize=1024)
def _marked(sql: str) -> str:
    """The statement with the marks for parameters that SQLite knows."""
    return sql.replace("%s", "?").replace("%%", "%")


def exists(table: str, columns: Mapping[str, Any]) -> bool:
    """Whether ``table`` has a row with these values, None where there is none; name ``tenant_id`` among them."""
    where = " AND ".join(
        f'"{column}" IS NULL' if value is None else f'"{column}" = %s' for column, value in columns.items()
    )
    given = [value for value in columns.values() if value is not None]
    return bool(rows(f'SELECT 1 FROM "{table}" WHERE {where} LIMIT 1', given))  # noqa: S608


def execute_many(sql: str, parameters: list[list[Any]]) -> None:
    """Run one statement for each list of parameters."""
    if len(parameters) == 1:
        _run(sql, parameters[0])
    else:
        _run(sql, parameters, many=True)


def key(value: uuid.UUID | None) -> Any:
    """A key as the database stores it: PostgreSQL has a type for it, SQLite 32 digits."""
    return value if value is None or _has_keys() else value.hex


@cache
def _has_keys() -> bool:
    return bool(connection.features.has_native_uuid_field)


def to_uuid(value: Any) -> uuid.UUID:
    """A key as the database returned it."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(hex=value)


def moment(value: datetime | None) -> Any:
    """A time as the database stores it."""
    return None if value is None else _moment(value)


@lru_cache(maxsize=64)
def _moment(value: datetime) -> Any:
    """One move writes the same moment many times."""
    return connection.ops.adapt_datetimefield_value(value)


def day(value: date) -> Any:
    """A date as the database stores it."""
    return connection.ops.adapt_datefield_value(value)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_json(value: Any) -> str:
    """JSON text as the database stores it."""
    return _encode(value)


def for_update() -> str:
    """The clause that locks what is read; SQLite's writing transactions are exclusive anyway."""
    return " FOR UPDATE" if _has_locks() else ""


@cache
def _has_locks() -> bool:
    return bool(connection.features.has_select_for_update)


def insert(row: models.Model, fields: Sequence[models.Field[Any, Any]]) -> None:
    """Insert the values of ``fields`` of ``row``; no signals, no defaults of the database's."""
    live = connections[DEFAULT_DB_ALIAS]  # the proxy would look it up again for each field
    values = [f.get_db_prep_save(f.pre_save(row, True), connection=live) for f in fields]
    execute(_insert_statement(type(row)._meta.db_table, tuple(f.column for f in fields)), values)


@cache
def _insert_statement(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})'  # noqa: S608
