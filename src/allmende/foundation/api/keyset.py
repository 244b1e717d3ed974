"""Pages by key: each page begins behind the last row of the one before; cheap however far one reads."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema

from allmende.foundation.readable import read_json

from .problems import Problem

M = TypeVar("M", bound=Model)
T = TypeVar("T")
MOST = 200


class Page(Schema, Generic[T]):
    """One page of a list; ``next`` is what to pass as ``after`` for the following one, null on the last."""

    items: list[T]
    next: str | None = None


def keyset_page(
    rows: QuerySet[M], *, order: Sequence[str], after: str = "", limit: int = 50
) -> tuple[list[M], str | None]:
    """(rows, cursor of the next page) in ascending ``order``, whose last column must be unique.

    Raises ``Problem`` (400) for a cursor that this list did not give.
    """
    limit = max(1, min(limit, MOST))
    try:
        if after:
            rows = rows.filter(_behind(order, _values(after, len(order))))
        found = list(rows.order_by(*order)[: limit + 1])
    except (ValueError, TypeError, ValidationError) as error:
        raise _unreadable() from error
    if len(found) <= limit:
        return found, None
    return found[:limit], _cursor([getattr(found[limit - 1], name) for name in order])


def _behind(order: Sequence[str], values: Sequence[Any]) -> Q:
    condition = Q()
    for place, name in enumerate(order):
        same = {order[before]: values[before] for before in range(place)}
        condition |= Q(**same, **{f"{name}__gt": values[place]})
    return condition


def _cursor(values: Sequence[Any]) -> str:
    text = json.dumps(list(values), cls=DjangoJSONEncoder, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _values(cursor: str, count: int) -> list[Any]:
    try:
        values = read_json(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (binascii.Error, ValueError):
        raise _unreadable() from None
    if not isinstance(values, list) or len(values) != count:
        raise _unreadable()
    if not all(isinstance(value, str | int | float) for value in values):
        raise _unreadable()
    return values


def _unreadable() -> Problem:
    return Problem(400, _("There is no such page."), _("Begin again without “after”."))
