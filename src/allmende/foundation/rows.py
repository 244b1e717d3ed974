"""One row read as its model without the ORM's compiler: for what every request of somebody logged in reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.dateparse import parse_datetime

from .sql import key, rows, to_uuid

M = TypeVar("M", bound=models.Model)
Read = Callable[[Any], Any]


def one(model: type[M], columns: Mapping[str, Any]) -> M | None:
    """The row of ``model`` whose ``columns`` (by attribute, keys as UUID) are these; None where there is none.

    Name ``tenant_id`` among them: nothing else keeps tenants apart here, except PostgreSQL's policies.
    """
    sql, names, readers = _plan(model, tuple(columns))
    found = rows(sql, [key(value) if isinstance(value, UUID) else value for value in columns.values()])
    if not found:
        return None
    values = [read(value) if read else value for read, value in zip(readers, found[0], strict=True)]
    return model.from_db("default", names, values)


@cache
def _plan(model: type[models.Model], columns: tuple[str, ...]) -> tuple[str, list[str], list[Read | None]]:
    """The statement, the fields that it reads, and how each is read."""
    fields = model._meta.concrete_fields
    column = {field.attname: f'"{field.column}"' for field in fields}
    listed, where = ", ".join(column.values()), " AND ".join(f"{column[name]} = %s" for name in columns)
    sql = f'SELECT {listed} FROM "{model._meta.db_table}" WHERE {where} LIMIT 1'  # noqa: S608 - names of columns
    return sql, list(column), [_reader(field) for field in fields]


def _reader(field: Any) -> Read | None:
    plain = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(plain, models.UUIDField):
        return lambda value: value and to_uuid(value)
    if isinstance(plain, models.BooleanField):
        return bool
    if isinstance(plain, models.DateTimeField):
        return read_moment
    if isinstance(plain, models.JSONField | models.BinaryField | models.DateField | models.DecimalField):
        raise TypeError(f"{field} is not read this way")
    return None


def read_moment(value: Any) -> Any:
    """A time as Python knows it: SQLite returns one in UTC without saying so, or as text."""
    found = parse_datetime(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) and found.tzinfo is None else found
