"""Writing to the log: the only way an event comes to be."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.base import ModelState
from django.utils import timezone

from allmende.foundation.tenants.context import current_tenant_id

from . import store
from .chain import canonical_text, checkpoint_hash, commitment, hash_of, merkle_root
from .models import Checkpoint, Event, PersonalPayload
from .queries import heads_at
from .types import Actor, DomainEvent

E = TypeVar("E", bound=DomainEvent)
Handler = Callable[[Any, Event], None]
_handlers: dict[type[DomainEvent], list[Handler]] = defaultdict(list)


class NotInTransactionError(RuntimeError):
    """An event was recorded outside the transaction of the change it tells of."""


def subscribe(event_type: type[E]) -> Callable[[Callable[[E, Event], None]], Callable[[E, Event], None]]:
    """Call the decorated function with (event, stored row) in the same transaction; register from ``ready()``."""

    def register(handler: Callable[[E, Event], None]) -> Callable[[E, Event], None]:
        if handler not in _handlers[event_type]:
            _handlers[event_type].append(handler)
        return handler

    return register


@dataclass(frozen=True)
class _Entry:
    event: DomainEvent
    row: Event
    personal: dict[str, Any] | None


_gathering: ContextVar[list[_Entry] | None] = ContextVar("allmende_gathered_events", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Append what is recorded inside together, when it ends, with a third of the statements.

    Subscribers run then, and the rows that ``record`` returned get number, hash and position. Stands directly inside
    the transaction of the changes; nothing inside may catch an error and go on.
    """
    if _gathering.get() is not None:
        yield
        return
    entries: list[_Entry] = []
    token = _gathering.set(entries)
    try:
        yield
    finally:
        _gathering.reset(token)
    _append(entries)


def record(
    *events: DomainEvent,
    stream: str,
    actor: Actor,
    personal: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> list[Event]:
    """Append ``events`` to ``stream`` ("case:<uuid>") in the current transaction; subscribers run at once.

    ``personal`` goes with the first event, salted and erasable. ``at`` is for imported history only.
    Raises ``NotInTransactionError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError("record() belongs into the transaction of its change")
    tenant, who, moment = current_tenant_id(), str(actor), at or timezone.now()
    entries = [
        _Entry(
            event,
            _row(tenant, stream, event, who, moment),
            personal if place == 0 else None,
        )
        for place, event in enumerate(events)
    ]
    waiting = _gathering.get()
    if waiting is None:
        _append(entries)
    else:
        waiting.extend(entries)
    return [entry.row for entry in entries]


def _row(tenant: Any, stream: str, event: DomainEvent, actor: str, at: datetime) -> Event:
    """The row of an event, filled without the model's constructor: that takes longer than writing it."""
    row = Event.__new__(Event)
    row.__dict__.update(
        _state=ModelState(), position=None, tenant_id=tenant, stream=stream, seq=0, type=event.type, actor=actor,
        at=at, data=event.payload(), commitment="", previous="", hash="",
    )  # fmt: skip
    return row


def _append(entries: Sequence[_Entry]) -> None:
    """Chain, write and tell."""
    if not entries:
        return
    heads = store.lock_heads({entry.row.stream for entry in entries})
    payloads = []
    texts: list[str] = []
    for entry in entries:
        row = entry.row
        seq, row.previous = heads.get(row.stream, (0, ""))
        row.seq = seq + 1
        if entry.personal:
            salt = secrets.token_hex(16)
            row.commitment = commitment(salt, entry.personal)
            payloads.append(PersonalPayload(event=row, salt=salt, data=entry.personal))
        texts.append(canonical_text(row.data))
        row.hash = hash_of(row, texts[-1])
        heads[row.stream] = (row.seq, row.hash)
    store.insert_events([entry.row for entry in entries], texts)
    for payload in payloads:
        payload.event_id = payload.event.position
        payload.insert()
    store.move_heads({entry.row.stream: entry.row for entry in entries}.values())
    for entry in entries:
        for handler in _handlers[type(entry.event)]:
            handler(entry.event, entry.row)


def erase_personal(*, stream: str) -> int:
    """Erase the personal payloads of a stream (GDPR Art. 17); the chain still verifies. Returns how many."""
    return PersonalPayload.objects.filter(event__stream=stream, erased_at=None).update(
        data=None, salt="", erased_at=timezone.now()
    )


@transaction.atomic
def write_checkpoint() -> Checkpoint | None:
    """Put a Merkle root over the heads of all streams of the current tenant; None where nothing is new."""
    position = Event.objects.aggregate(last=Max("position"))["last"]
    last = Checkpoint.objects.order_by("-position").first()
    if position is None or (last and last.position >= position):
        return None
    heads = [f"{stream}#{seq}:{digest}" for stream, seq, digest in heads_at(position)]
    checkpoint = Checkpoint(
        tenant_id=current_tenant_id(), position=position, streams=len(heads), root=merkle_root(heads),
        previous=last.hash if last else "", at=timezone.now(),
    )  # fmt: skip
    checkpoint.hash = checkpoint_hash(checkpoint)
    checkpoint.save()
    return checkpoint
