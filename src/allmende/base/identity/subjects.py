"""Pseudonyms and attributes as they are kept: hashed with a key, and sealed."""

from __future__ import annotations

import hashlib
import hmac

from allmende.foundation.secrecy import SealedError, derived, raw_keys, seal, unseal

from .levels import TrustLevel
from .models import Identification, LoginService
from .providers import Attribute, Confirmed

_PURPOSE = b"allmende.identity.subject"


def subject_hashes(service: LoginService, subject: str) -> list[str]:
    """The keyed hashes of a pseudonym, one for each data key, newest first: a key can be changed."""
    text = f"{service.pk.hex} {subject}".encode()
    keys = (derived(key, b"", _PURPOSE) for key in raw_keys())
    return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in keys]


def session_hashes(service: LoginService, session: str) -> list[str]:
    """The same for how a service calls its log-in of somebody; empty for none."""
    return subject_hashes(service, f"session {session}") if session else []


def closed(confirmed: Confirmed, at_most: TrustLevel) -> str:
    """The attributes as a sealed text; none counts more than ``at_most``."""
    return seal({
        name: [item.value, min(item.level, at_most).value] for name, item in confirmed.attributes.items()
    })  # fmt: skip


def opened(row: Identification) -> dict[str, Attribute]:
    """What ``closed`` closed; empty where no known data key opens it."""
    try:
        found = unseal(row.attributes)
    except SealedError:
        return {}
    return {name: Attribute(value, TrustLevel(level)) for name, (value, level) in found.items()}
