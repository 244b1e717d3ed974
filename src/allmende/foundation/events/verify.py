"""Checking the log: does every hash still hold?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .chain import checkpoint_hash, commitment, event_hash, merkle_root
from .models import Checkpoint, Event, StreamHead
from .queries import heads_at


@dataclass(frozen=True)
class Fault:
    """Where the log does not hold: the stream (or "checkpoints"), the number in it, and what is wrong."""

    stream: str
    seq: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What ``verify`` found for one tenant; ``fault`` is the first broken place, None where all holds."""

    events: int
    streams: int
    checkpoints: int
    fault: Fault | None


def verify(progress: Callable[[int], None] | None = None) -> Verdict:
    """Check every stream, head, personal payload and checkpoint of the current tenant."""
    events = streams = 0
    heads = {head.stream: head for head in StreamHead.objects.iterator(chunk_size=5000)}
    for stream, rows in _by_stream():
        fault = _check_stream(stream, rows, heads.pop(stream, None))
        streams += 1
        events += len(rows)
        if progress:
            progress(events)
        if fault:
            return Verdict(events, streams, 0, fault)
    for stream in sorted(heads):
        return Verdict(events, streams, 0, Fault(stream, 1, "all events of the stream are gone"))
    checkpoints, fault = _check_checkpoints()
    return Verdict(events, streams, checkpoints, fault)


def _by_stream() -> Iterator[tuple[str, list[Event]]]:
    rows: list[Event] = []
    for row in Event.objects.select_related("personal").order_by("stream", "seq", "position").iterator(5000):
        if rows and rows[0].stream != row.stream:
            yield rows[0].stream, rows
            rows = []
        rows.append(row)
    if rows:
        yield rows[0].stream, rows


def _check_stream(stream: str, rows: list[Event], head: StreamHead | None) -> Fault | None:
    previous, position = "", 0
    for expected, row in enumerate(rows, start=1):
        if row.seq != expected:
            return Fault(stream, expected, "an event is missing")
        if row.previous != previous:
            return Fault(stream, row.seq, "does not follow the event before it")
        if row.hash != event_hash(row):
            return Fault(stream, row.seq, "was changed")
        if row.position < position:
            return Fault(stream, row.seq, "was reordered")
        if row.commitment and not _personal_holds(row):
            return Fault(stream, row.seq, "its personal payload was changed or removed")
        previous, position = row.hash, row.position
    if head is None:
        return Fault(stream, 1, "the stream was inserted: it has no head")
    if (head.seq, head.hash) != (rows[-1].seq, previous):
        return Fault(stream, min(head.seq, rows[-1].seq) + 1, "its end was cut off or added to")
    return None


def _personal_holds(row: Event) -> bool:
    personal = getattr(row, "personal", None)
    if personal is None:
        return False
    return personal.erased_at is not None or commitment(personal.salt, personal.data) == row.commitment


def _check_checkpoints() -> tuple[int, Fault | None]:
    previous, count, last = "", 0, None
    for checkpoint in Checkpoint.objects.order_by("position"):
        if checkpoint.previous != previous or checkpoint.hash != checkpoint_hash(checkpoint):
            return count, Fault("checkpoints", checkpoint.position, "the checkpoint was changed")
        previous, count, last = checkpoint.hash, count + 1, checkpoint
    if last is not None:
        heads = [f"{stream}#{seq}:{digest}" for stream, seq, digest in heads_at(last.position)]
        if merkle_root(heads) != last.root:
            return count, Fault("checkpoints", last.position, "the streams do not match the sealed root")
    return count, None
