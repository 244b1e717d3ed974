"""Files that came with a signature: what lies beside it, or in the same container."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Attached:
    """A file by its name."""

    name: str
    content: bytes

    def has_digest(self, digest: bytes, algorithm: str) -> bool:
        """Whether this is what was signed; ``algorithm`` as hashlib calls it."""
        return hashlib.new(algorithm, self.content).digest() == digest


def named_like(files: Sequence[Attached], name: str) -> Attached | None:
    """The file that a signature of this name lies beside: ``antrag.pdf`` beside ``antrag.pdf.p7s``."""
    stem = name.rpartition(".")[0]
    fitting = [file for file in files if stem and stem in (file.name, file.name.rpartition(".")[0])]
    return fitting[0] if len(fitting) == 1 else None


def with_digest(files: Sequence[Attached], digest: bytes, algorithm: str) -> Attached | None:
    """The file that has this digest; None where none has, or nobody reckons with the algorithm any more."""
    if algorithm not in ("sha256", "sha384", "sha512"):
        return None
    return next((file for file in files if file.has_digest(digest, algorithm)), None)
