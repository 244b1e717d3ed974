"""Rows written in bulk by their natural key: created, changed, or left alone where nothing is different."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

from allmende.foundation import sql
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id

Key = tuple[Any, ...]
_IN = 500


@dataclass
class Written:
    """What a chunk changed; ``ids`` by natural key, of all its rows; ``changed``: which columns of those updated."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ids: dict[Key, UUID] = field(default_factory=dict)
    changed: dict[UUID, set[str]] = field(default_factory=dict)


def save_rows(
    model: type[models.Model],
    unique: tuple[str, ...],
    rows: Mapping[Key, Mapping[str, Any]],
    *,
    by: Mapping[str, Collection[Any]],
    keep: Collection[str] = (),
) -> Written:
    """Upsert ``rows``: natural key (values of ``unique``) → values by column, all rows with the same columns.

    ``by`` narrows which stored rows are looked at. Columns of the model that are not given keep what is stored, and
    get their default in a new row; of an existing row, those in ``keep`` are left as they are.
    """
    written = Written()
    given = [name for name in next(iter(rows.values()), {}) if name not in unique]
    compared = [name for name in given if name not in keep]
    stored = {key: (pk, values) for pk, key, values in _stored(model, unique, compared, by) if key in rows}
    new, changed = [], []
    for key, values in rows.items():
        there = stored.get(key)
        if there is None:
            written.ids[key] = pk = uuid7()
            new.append([pk, *key, *(values[name] for name in given)])
            continue
        written.ids[key] = there[0]
        now = [values[name] for name in compared]
        if now == there[1]:
            written.unchanged += 1
        else:
            changed.append([*now, there[0]])
            pairs = zip(compared, there[1], now, strict=True)
            written.changed[there[0]] = {name for name, was, will in pairs if was != will}
    written.created, written.updated = len(new), len(changed)
    insert_rows(model, [*unique, *given], new)
    _update(model, compared, changed)
    return written


def stored_ids(
    model: type[models.Model], column: str, values: Iterable[Any], **among: Collection[Any]
) -> dict[Any, UUID]:
    """Value of ``column`` → key of the row that has it, where its other columns have one of the values in ``among``."""
    wanted = set(values)
    rows = _stored(model, (column,), [], {column: wanted, **among}) if wanted else ()
    return {key[0]: pk for pk, key, _values in rows}


def _stored(
    model: type[models.Model], unique: tuple[str, ...], columns: list[str], by: Mapping[str, Collection[Any]]
) -> Iterator[tuple[UUID, Key, list[Any]]]:
    """(key, natural key, values) of the stored rows that ``by`` names; the longest list is asked for in parts."""
    names = ["id", *unique, *columns]
    readers = [_reader(model, name) for name in names]
    (longest, wanted), *others = sorted(by.items(), key=lambda item: -len(item[1]))
    fixed, parameters = "", [sql.key(current_tenant_id())]
    for name, allowed in others:
        fixed += f" AND {name} IN ({', '.join(['%s'] * len(allowed))})"
        parameters += [_writer(model, name)(value) for value in allowed]
    write, values = _writer(model, longest), list(wanted)
    for start in range(0, len(values), _IN):
        part = [write(value) for value in values[start : start + _IN]]
        statement = (
            f"SELECT {', '.join(names)} FROM {model._meta.db_table} WHERE tenant_id = %s{fixed}"  # noqa: S608
            f" AND {longest} IN ({', '.join(['%s'] * len(part))})"
        )
        for row in sql.rows(statement, [*parameters, *part]):
            read = [each(value) for each, value in zip(readers, row, strict=True)]
            yield read[0], tuple(read[1 : 1 + len(unique)]), read[1 + len(unique) :]


def insert_rows(
    model: type[models.Model], columns: list[str], rows: list[list[Any]], *, keep: bool = False
) -> None:
    """Insert new rows: each is its key and the values of ``columns``; the other columns get their defaults.

    With ``keep`` a row that somebody else has inserted meanwhile stays, and this one is left out.
    """
    if not rows:
        return
    there = {"id", "tenant_id", *columns}
    rest = {str(f.column): f for f in model._meta.local_concrete_fields if f.column not in there}
    names = ["id", *columns, "tenant_id", *rest]
    tail = [
        sql.key(current_tenant_id()),
        *(_writer(model, name)(each.get_default()) for name, each in rest.items()),
    ]
    writers = [_writer(model, name) for name in ["id", *columns]]
    sql.execute_many(
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608
        f"{' ON CONFLICT DO NOTHING' if keep else ''}",
        [[*(write(value) for write, value in zip(writers, row, strict=True)), *tail] for row in rows],
    )


def _update(model: type[models.Model], columns: list[str], rows: list[list[Any]]) -> None:
    if not rows:
        return
    assigned = ", ".join(f"{name} = %s" for name in columns)
    writers = [_writer(model, name) for name in [*columns, "id"]]
    sql.execute_many(
        f"UPDATE {model._meta.db_table} SET {assigned} WHERE id = %s",  # noqa: S608 - names of columns
        [[write(value) for write, value in zip(writers, row, strict=True)] for row in rows],
    )


@cache
def _kind(model: type[models.Model], column: str) -> type[models.Field[Any, Any]]:
    found = next(f for f in model._meta.concrete_fields if f.column == column)
    return type(found.target_field if isinstance(found, models.ForeignKey) else found)


@cache
def _reader(model: type[models.Model], column: str) -> Callable[[Any], Any]:
    """How a stored value is read."""
    kind = _kind(model, column)
    if issubclass(kind, models.UUIDField):
        return lambda value: None if value is None else sql.to_uuid(value)
    if issubclass(kind, models.JSONField):
        return lambda value: json.loads(value) if isinstance(value, str) else value
    if issubclass(kind, models.BooleanField):
        return bool
    if issubclass(kind, models.DateField):
        return lambda value: date.fromisoformat(value) if isinstance(value, str) else value
    return lambda value: value


@cache
def _writer(model: type[models.Model], column: str) -> Callable[[Any], Any]:
    """How a value is stored."""
    kind = _kind(model, column)
    if issubclass(kind, models.UUIDField):
        return sql.key
    if issubclass(kind, models.JSONField):
        return sql.as_json
    if issubclass(kind, models.DateTimeField):
        return sql.moment
    if issubclass(kind, models.DateField):
        return lambda value: None if value is None else sql.day(value)
    return lambda value: value
