"""Typed domain events and who did them."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any, ClassVar

from django.utils.functional import Promise

EVENT_TYPES: dict[str, type[DomainEvent]] = {}


@dataclasses.dataclass(frozen=True)
class Actor:
    """Who did it: ``kind`` is staff, customer, public or system; ``id`` is the account's key, never a name."""

    kind: str
    id: uuid.UUID | str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @classmethod
    def parse(cls, text: str) -> Actor:
        """The actor that ``str()`` wrote."""
        kind, _, key = text.partition(":")
        return cls(kind, key)


SYSTEM = Actor("system")
PUBLIC = Actor("public")


@dataclasses.dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Base of all events: subclasses give ``type`` (app.past_tense), ``label`` and JSON-able fields.

    Fields hold no personal data; that goes into the ``personal`` argument of ``record``.
    """

    type: ClassVar[str] = ""
    label: ClassVar[str | Promise] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.type:
            raise TypeError(f"{cls.__name__} names no event type")
        if cls.type in EVENT_TYPES:
            raise TypeError(f"event type {cls.type!r} is declared twice")
        EVENT_TYPES[cls.type] = cls

    def payload(self) -> dict[str, Any]:
        """The fields as the log stores them: keys and dates as text."""
        return {
            name: value if type(value) in _AS_IT_IS else _plain(value) for name, value in vars(self).items()
        }


_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
