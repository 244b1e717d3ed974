"""Looking for viruses: the interface, and ClamAV behind it."""

from __future__ import annotations

import logging
import socket
import struct
from dataclasses import dataclass
from typing import IO, Protocol

from django.conf import settings

from .models import ScanState

log = logging.getLogger(__name__)
CHUNK = 64 * 1024
TIMEOUT = 60.0


@dataclass(frozen=True)
class Verdict:
    """What the scanner says: a state, and the signature that it found."""

    state: ScanState
    signature: str = ""


class Scanner(Protocol):
    """Anything that can say whether a content is clean; raises ``OSError`` where it cannot say."""

    def scan(self, content: IO[bytes]) -> Verdict: ...


class ClamAV:
    """clamd at its Unix socket, by its command INSTREAM (clamd(8))."""

    def __init__(self, path: str) -> None:
        self.path = path

    def scan(self, content: IO[bytes]) -> Verdict:
        """Send the content in pieces, each after its length; an empty one ends it."""
        content.seek(0)
        with self._connect() as link:
            link.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                link.sendall(struct.pack("!I", len(chunk)) + chunk)
            link.sendall(struct.pack("!I", 0))
            return self._verdict(self._answer(link))

    def ping(self) -> bool:
        """Whether clamd answers."""
        with self._connect(timeout=2.0) as link:
            link.sendall(b"zPING\0")
            return self._answer(link) == "PONG"

    def _connect(self, timeout: float = TIMEOUT) -> socket.socket:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(timeout)
        try:
            link.connect(self.path)
        except OSError:
            link.close()
            raise
        return link

    @staticmethod
    def _answer(link: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0") and (piece := link.recv(4096)):
            answer += piece
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()

    @staticmethod
    def _verdict(answer: str) -> Verdict:
        text = answer.removeprefix("stream: ")
        if text == "OK":
            return Verdict(ScanState.CLEAN)
        if text.endswith(" FOUND"):
            return Verdict(ScanState.INFECTED, text.removesuffix(" FOUND"))
        raise OSError(f"clamd answered {answer!r}")


def configured_scanner() -> Scanner | None:
    """The scanner that the settings name, or None."""
    path = settings.ENVIRONMENT.clamav_socket
    return ClamAV(path) if path else None


def scan(content: IO[bytes]) -> Verdict:
    """The verdict; unscanned where there is no scanner or it cannot say (a job tries again)."""
    scanner = configured_scanner()
    if scanner is None:
        return Verdict(ScanState.UNSCANNED)
    try:
        return scanner.scan(content)
    except OSError as error:
        log.warning("the virus scanner cannot say: %s", error)
        return Verdict(ScanState.UNSCANNED)
    finally:
        content.seek(0)
