"""The timeline of a case in words, from the log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from allmende.base.cases.acting import both_names
from allmende.base.cases.models import Outcome, Priority
from allmende.base.customers.models import Customer
from allmende.base.directory.models import Unit
from allmende.base.identity.models import User
from allmende.foundation.events.models import Event
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import EVENT_TYPES, Actor
from allmende.foundation.ids import read_key

#: Fields of events that hold an account's or a unit's key.
PEOPLE = ("assignee", "to", "deputy")
UNITS = ("unit",)


@dataclass(frozen=True)
class Entry:
    """One line: when, who, what happened, the details, and what somebody wrote."""

    at: datetime
    who: str
    what: str
    details: str
    text: str
    kind: str


def history_of(stream: str, *, customer: Customer | None = None, limit: int = 200) -> list[Entry]:
    """What happened in ``stream``, newest first; two queries for names besides the log's.

    Who acted for the ``customer`` stands there with both names.
    """
    rows = list(timeline(stream).order_by("-seq")[:limit])
    rows.sort(key=lambda row: (row.at, row.seq), reverse=True)
    names = _Names(rows, customer)
    return [_entry(row, names) for row in rows]


class _Names:
    """Names of the people and offices in some events, read at once."""

    def __init__(self, rows: Iterable[Event], customer: Customer | None = None) -> None:
        self.customer = customer
        people, units = set(), set()
        for row in rows:
            people |= {key for name in PEOPLE if (key := _key(row.data.get(name)))}
            people |= {key for key in [_key(Actor.parse(row.actor).id)] if key}
            units |= {key for name in UNITS if (key := _key(row.data.get(name)))}
        self.people = dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
        self.units = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name")) if units else {}

    def actor(self, row: Event) -> str:
        actor = Actor.parse(row.actor)
        key = _key(actor.id)
        if key in self.people:
            return self._acting(row, actor, key, str(self.people[key]))
        words = {"system": _("Process"), "public": _("Customer"), "customer": _("Customer")}
        return words.get(actor.kind, _("Somebody who has left"))

    def _acting(self, row: Event, actor: Actor, key: uuid.UUID | None, name: str) -> str:
        """Both names; people who sign do so in their own."""
        own = self.customer is None or self.customer.user_id == key or row.type.startswith("signatures.")
        if own or actor.kind != "customer" or self.customer is None:
            return name
        return both_names(name, self.customer.name)


def _key(value: Any) -> uuid.UUID | None:
    return read_key(str(value))


def _entry(row: Event, names: _Names) -> Entry:
    known = EVENT_TYPES.get(row.type)
    personal = getattr(row, "personal", None)
    written = (personal.data or {}) if personal else {}
    return Entry(
        at=row.at,
        who=names.actor(row),
        what=str(known.label) if known else row.type,
        details=" · ".join(_details(row.data, names)),
        text=str(written.get("text", "")),
        kind=row.type,
    )


def _details(data: dict[str, Any], names: _Names) -> Iterator[str]:
    for name in PEOPLE:
        if name in data:
            yield names.people.get(_key(data[name]), _("nobody"))  # type: ignore[arg-type]
    for name in UNITS:
        if name in data and (key := _key(data[name])) in names.units:
            yield str(names.units[key])
    for name, words in (("until", _("until %s")), ("due_on", _("by %s")), ("answer_by", _("by %s"))):
        if data.get(name):
            yield words % _day(data[name])
    if data.get("outcome") in Outcome.values:
        yield str(Outcome(data["outcome"]).label)
    if "priority" in data:
        yield str(Priority(data["priority"]).label)
    for name in ("name", "title"):
        if data.get(name):
            yield str(data[name])


def _day(text: str) -> str:
    return formats.date_format(date.fromisoformat(text[:10]), "SHORT_DATE_FORMAT")
