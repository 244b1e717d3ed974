"""Contents encrypted at rest: a stream of AES-256-GCM segments, readable from any place, never whole in memory.

Construction: the "STREAM" of Hoang, Reyhanitabar, Rogaway and Vizár (2015), with a key of its own for each content that
is derived by HKDF-SHA256 (RFC 5869), as Tink's AES-GCM-HKDF streaming does. Layout: ``ALM1``, key id (4), salt (32),
nonce prefix (7); then segments of 64 KiB plaintext, each with its tag (16). A segment's nonce is prefix, number (4,
big-endian) and whether it is the last (1): nothing can be cut off, repeated or reordered. The content's path is bound
into its key, so that one content cannot stand in for another.
"""

from __future__ import annotations

import hmac
import io
import secrets
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from allmende.foundation.secrecy import derived, raw_keys

MAGIC = b"ALM1"
SEGMENT = 64 * 1024
_TAG, _ID, _SALT, _PREFIX = 16, 4, 32, 7
_HEADER = len(MAGIC) + _ID + _SALT + _PREFIX


class ContentDamagedError(ValueError):
    """The content is not what was stored: cut, changed, not encrypted at all, or its key is not known any more."""


def sealed(content: IO[bytes], path: str) -> Iterator[bytes]:
    """The encrypted form of ``content``, from where it stands to its end, in pieces."""
    key, salt, prefix = raw_keys()[0], secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
    yield MAGIC + key_id(key) + salt + prefix
    cipher, number, segment = _cipher(key, salt, path), 0, _full(content)
    while True:
        following = _full(content) if len(segment) == SEGMENT else b""
        yield cipher.encrypt(_nonce(prefix, number, last=not following), segment, None)
        if not following:
            return
        segment, number = following, number + 1


def opened(content: IO[bytes], path: str) -> io.BufferedReader:
    """``content`` as it was before it was encrypted; seekable, closes ``content`` with itself.

    Raises ``ContentDamagedError`` here or while it is read.
    """
    return io.BufferedReader(_Opened(content, path), buffer_size=SEGMENT)


def is_current(content: IO[bytes]) -> bool:
    """Whether ``content`` was encrypted with the newest key; leaves the position behind the header."""
    content.seek(0)
    return content.read(_HEADER).startswith(MAGIC + key_id(raw_keys()[0]))


def is_sealed(content: IO[bytes]) -> bool:
    """Whether ``content`` is encrypted at all."""
    content.seek(0)
    return content.read(len(MAGIC)) == MAGIC


@lru_cache(maxsize=8)
def key_id(key: bytes) -> bytes:
    """Four bytes that name a key and tell nothing of it."""
    return derived(key, b"", b"allmende.files.id")[:_ID]


class _Opened(io.RawIOBase):
    def __init__(self, content: IO[bytes], path: str) -> None:
        self.content, self.position, self.current = content, 0, (-1, b"")
        content.seek(0)
        header = content.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(MAGIC):
            raise ContentDamagedError(f"{path} is not encrypted; 'allmende files reseal' mends that")
        named = header[len(MAGIC) : len(MAGIC) + _ID]
        key = next((key for key in raw_keys() if hmac.compare_digest(key_id(key), named)), None)
        if key is None:
            raise ContentDamagedError(f"{path} was encrypted with a data key that is not known")
        self.path, self.prefix = path, header[-_PREFIX:]
        self.cipher = _cipher(key, header[len(MAGIC) + _ID : -_PREFIX], path)
        body = content.seek(0, io.SEEK_END) - _HEADER
        self.segments = max(1, -(-body // (SEGMENT + _TAG)))
        self.size = body - self.segments * _TAG

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        self.position = max(0, base + offset)
        return self.position

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        number, inside = divmod(self.position, SEGMENT)
        if number >= self.segments:
            return 0
        piece = self._segment(number)[inside : inside + len(view)]
        view[: len(piece)] = piece
        self.position += len(piece)
        return len(piece)

    def _segment(self, number: int) -> bytes:
        if self.current[0] != number:
            self.content.seek(_HEADER + number * (SEGMENT + _TAG))
            text = _full(self.content, SEGMENT + _TAG)
            try:
                nonce = _nonce(self.prefix, number, last=number == self.segments - 1)
                self.current = (number, self.cipher.decrypt(nonce, text, None))
            except InvalidTag as error:
                raise ContentDamagedError(f"{self.path} was changed") from error
        return self.current[1]

    def close(self) -> None:
        if not self.closed:
            self.content.close()
        super().close()


def _cipher(key: bytes, salt: bytes, path: str) -> AESGCM:
    return AESGCM(derived(key, salt, b"allmende.files:" + path.encode()))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _full(content: IO[bytes], wanted: int = SEGMENT) -> bytes:
    """``wanted`` bytes, or all that is left: a stream may give less at a time."""
    pieces, left = [], wanted
    while left and (piece := content.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
