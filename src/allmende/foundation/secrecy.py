"""Encryption at rest with the operator's data key: drafts, second factors, whatever a stolen copy must not show.

AES-256-GCM (NIST SP 800-38D) with a random nonce, under a key that HKDF-SHA256 (RFC 5869) derives from the data key;
files are encrypted with other keys derived from it (``foundation.files.vault``). The setting may hold several data
keys, newest first: all of them open, the first one closes, so that a key can be changed without downtime.
"""

from __future__ import annotations

import base64
import functools
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel, SecretStr
from pydantic_core import to_jsonable_python

_NONCE = 12


class SealedError(Exception):
    """The text was closed with a key that is no longer known, or it was tampered with."""


def seal(value: Any) -> str:
    """``value`` (JSON-able) as an encrypted text in ASCII: nonce, content and tag in base64."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + _ciphers(_given())[0].encrypt(nonce, content, None)).decode("ascii")


def seal_model(model: BaseModel) -> str:
    """All values of ``model`` sealed, its ``SecretStr`` as what they hide: pydantic alone would write stars."""
    return seal(to_jsonable_python(_opened(model.model_dump())))


def unseal(text: str) -> Any:
    """The value that ``seal`` closed; raises ``SealedError`` where no known key opens it."""
    try:
        closed = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise SealedError("this was not sealed here") from error
    for cipher in _ciphers(_given()):
        try:
            return json.loads(cipher.decrypt(closed[:_NONCE], closed[_NONCE:], None))
        except (InvalidTag, ValueError):
            continue
    raise SealedError("no known data key opens this")


def raw_keys() -> list[bytes]:
    """The 32 bytes of each data key, newest first, to derive others from; never to encrypt with directly."""
    return list(_keys(_given()))


def derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """32 bytes for one purpose out of a data key."""
    return HKDF(SHA256(), length=32, salt=salt, info=purpose).derive(key)


def _opened(value: Any) -> Any:
    match value:
        case SecretStr():
            return value.get_secret_value()
        case dict():
            return {key: _opened(one) for key, one in value.items()}
        case list() | tuple():
            return [_opened(one) for one in value]
        case _:
            return value


def _given() -> str:
    given: str = settings.ENVIRONMENT.data_key.get_secret_value().strip(", ")
    if not given:
        raise ImproperlyConfigured("ALLMENDE_DATA_KEY is not set")
    return given


@functools.lru_cache(maxsize=8)
def _keys(given: str) -> tuple[bytes, ...]:
    return tuple(base64.urlsafe_b64decode(key.strip()) for key in given.split(",") if key.strip())


@functools.lru_cache(maxsize=8)
def _ciphers(given: str) -> tuple[AESGCM, ...]:
    return tuple(AESGCM(derived(key, b"", b"allmende.seal")) for key in _keys(given))
