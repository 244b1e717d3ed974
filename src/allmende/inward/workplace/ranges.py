"""Reading the first rows of many index ranges in one order: a long table costs what a short one costs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import QuerySet

#: Ranges in one statement: SQLite takes no more than 500.
AT_ONCE = 200


def first_rows(
    ranges: Sequence[QuerySet[Any, Any]], *, limit: int, by: Sequence[int], backwards: bool = False
) -> list[tuple[Any, ...]]:
    """The first ``limit`` rows over all ``ranges``, in order of the columns ``by`` (counted from 0).

    Each range is a queryset of values in the same order, and lies in one piece in an index: no more than ``limit`` rows
    of it are read. One statement; more only for hundreds of ranges.
    """
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(ranges), AT_ONCE):
        found += _union(ranges[start : start + AT_ONCE], limit, by, backwards)
    if len(ranges) > AT_ONCE:
        found.sort(key=itemgetter(*by), reverse=backwards)
    return found[:limit]


def _union(
    ranges: Sequence[QuerySet[Any, Any]], limit: int, by: Sequence[int], backwards: bool
) -> list[tuple[Any, ...]]:
    parts: list[str] = []
    values: list[Any] = []
    for number, rows in enumerate(ranges):
        text, given = rows[:limit].query.sql_with_params()
        parts.append(f"SELECT * FROM ({text}) AS part{number}")  # noqa: S608 — made by the ORM
        values += given
    ordering = ", ".join(f"{column + 1}{' DESC' if backwards else ''}" for column in by)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + f" ORDER BY {ordering} LIMIT {int(limit)}", values)
        return list(cursor.fetchall())


def as_uuid(value: Any) -> uuid.UUID:
    """A key as the database returned it."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
