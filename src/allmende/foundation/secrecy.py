"""Encryption at rest with the operator's data key: drafts, second factors, whatever a stolen copy must not show.

Files are encrypted with keys derived from the same ones (``foundation.files.vault``).

Fernet tokens (AES-128-CBC with HMAC-SHA256). The setting may hold several keys, newest first: all of them open,
the first one closes, so that a key can be changed without downtime.
"""

from __future__ import annotations

import base64
import functools
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class SealedError(Exception):
    """The text was closed with a key that is no longer known, or it was tampered with."""


def seal(value: Any) -> str:
    """``value`` (JSON-able) as an encrypted text."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return _box(*_keys()).encrypt(content).decode("ascii")


def unseal(text: str) -> Any:
    """The value that ``seal`` closed; raises ``SealedError`` where no known key opens it."""
    try:
        content = _box(*_keys()).decrypt(text.encode("ascii"))
    except (InvalidToken, UnicodeEncodeError) as error:
        raise SealedError("no known data key opens this") from error
    return json.loads(content)


def raw_keys() -> list[bytes]:
    """The 32 bytes of each data key, newest first, to derive others from; never to encrypt with directly."""
    return [base64.urlsafe_b64decode(key) for key in _keys()]


def _keys() -> tuple[str, ...]:
    given = settings.ENVIRONMENT.data_key.get_secret_value()
    keys = tuple(key.strip() for key in given.split(",") if key.strip())
    if not keys:
        raise ImproperlyConfigured("ALLMENDE_DATA_KEY is not set")
    return keys


@functools.lru_cache(maxsize=8)
def _box(*keys: str) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
