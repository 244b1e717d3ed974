"""The hashes: of an event in its stream, of a personal payload, of a Merkle tree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import Checkpoint, Event


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space, as UTF-8: the same bytes for the same content."""
    return canonical_text(value).encode()


def digest(value: Any) -> str:
    """SHA-256 over the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def event_hash(event: Event) -> str:
    """The hash of ``event``; covers the hash before it, so that nothing can be changed or moved unseen."""
    return digest(
        [
            str(event.tenant_id), event.stream, event.seq, event.type, event.actor,
            event.at.astimezone(UTC).isoformat(), event.data, event.commitment, event.previous,
        ]
    )  # fmt: skip


def canonical_text(value: Any) -> str:
    """As ``canonical``, not yet encoded."""
    return _encode(value)


def hash_of(event: Event, data: str) -> str:
    """As ``event_hash``, where the event's data are ``canonical`` text already."""
    text = (
        f'["{event.tenant_id}",{_encode(event.stream)},{event.seq},{_encode(event.type)},{_encode(event.actor)},'
        f'"{_moment(event.at)}",{data},"{event.commitment}","{event.previous}"]'
    )
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def commitment(salt: str, personal: Any) -> str:
    """What the chain keeps of a personal payload: a hash that nobody can guess back without the salt."""
    return digest([salt, personal])


def checkpoint_hash(checkpoint: Checkpoint) -> str:
    """The hash of ``checkpoint``, which the next one carries."""
    return digest(
        [
            str(checkpoint.tenant_id),
            checkpoint.position,
            checkpoint.streams,
            checkpoint.root,
            checkpoint.previous,
        ]
    )


def merkle_root(leaves: Iterable[str]) -> str:
    """Root over the leaves in order (RFC 6962 domain separation); of none, the hash of nothing."""
    level = [hashlib.sha256(b"\x00" + leaf.encode()).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0].hex()
