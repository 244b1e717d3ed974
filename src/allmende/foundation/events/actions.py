"""Writing to the log: the only way an event comes to be."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from allmende.foundation.tenants.context import current_tenant_id

from . import store
from .chain import checkpoint_hash, commitment, event_hash, merkle_root
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


def record(
    *events: DomainEvent,
    stream: str,
    actor: Actor,
    personal: dict[str, Any] | None = None,
    at: datetime | None = None,
    new: bool = False,
) -> list[Event]:
    """Append ``events`` to ``stream`` ("case:<uuid>") in the current transaction; subscribers run at once.

    ``personal`` goes with the first event, salted and erasable. ``at`` is for imported history only. Who has just
    made what the stream tells of says ``new``, which saves a question; of a stream that exists it is an
    ``IntegrityError``.
    Raises ``NotInTransactionError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError("record() belongs into the transaction of its change")
    seq, previous = (0, "") if new else store.lock_head(stream)
    salt = secrets.token_hex(16) if personal else ""
    rows = _rows(events, stream, actor, at or timezone.now(), seq)
    if personal:
        rows[0].commitment = commitment(salt, personal)
    for row in rows:
        row.previous = previous
        row.hash = previous = event_hash(row)
    store.insert_events(rows)
    if personal:
        PersonalPayload(event=rows[0], salt=salt, data=personal).insert()
    store.move_head(stream, rows[-1], is_new=seq == 0)
    for event, row in zip(events, rows, strict=True):
        for handler in _handlers[type(event)]:
            handler(event, row)
    return rows


def _rows(
    events: Sequence[DomainEvent], stream: str, actor: Actor, moment: datetime, seq: int
) -> list[Event]:
    tenant, who = current_tenant_id(), str(actor)
    return [
        Event(
            tenant_id=tenant,
            stream=stream,
            seq=place,
            type=event.type,
            actor=who,
            at=moment,
            data=event.payload(),
        )
        for place, event in enumerate(events, start=seq + 1)
    ]


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
