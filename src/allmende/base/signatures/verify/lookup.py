"""Is this document ours, and unchanged? By the code printed on it, by the file, or by both."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from allmende.base.signatures.models import IssuedDocument
from allmende.foundation.ids import LETTERS, clean_reference

#: A PDF that was saved many times is compared at its last so many states.
_STATES = 30
_CODE = re.compile(rf"(?:[{LETTERS}]{{3}}-){{4}}[{LETTERS}](?![{LETTERS}-])".encode())


class Answer(StrEnum):
    GENUINE = "genuine"  # the very file that we handed out
    APPENDED = "appended"  # our file, and something was added behind it
    CHANGED = "changed"  # carries a code of ours and is another file
    OTHER = "other"  # ours, but not the document with the code that was typed
    KNOWN = "known"  # there is a document with this code; no file was given
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verified:
    """What is found; ``document`` is the one handed out, ``copies`` say what became of its seal."""

    answer: Answer
    document: IssuedDocument | None = None

    @property
    def seal(self) -> IssuedDocument | None:
        """The strongest sealed form of the document."""
        if self.document is None:
            return None
        forms = [self.document, *self.document.copies.select_related("sealer").order_by("issued_at")]
        return next((form for form in reversed(forms) if form.reached), None)


def by_code(typed: str) -> Verified:
    """The document with this code."""
    document = _with_code(typed)
    return Verified(Answer.KNOWN, document) if document else Verified(Answer.UNKNOWN)


def by_file(content: bytes, typed: str = "") -> Verified:
    """What this file is; with ``typed``, whether it is the document with that code. Nothing is kept."""
    found = _by_file(content)
    if not typed or found.document is None:
        if typed and (document := _with_code(typed)):
            return Verified(Answer.CHANGED, document)
        return found
    return found if found.document.code == clean_reference(typed) else Verified(Answer.OTHER)


def _by_file(content: bytes) -> Verified:
    *earlier, whole = _digests(content)
    if (exact := _with_sha256([whole])) is not None:
        return Verified(Answer.GENUINE, exact)
    if (begins := _with_sha256(earlier)) is not None:
        return Verified(Answer.APPENDED, begins)
    for match in list(_CODE.finditer(content))[:_STATES]:
        document = _with_code(match[0].decode())
        if document:
            return Verified(Answer.CHANGED, document)
    return Verified(Answer.UNKNOWN)


def _digests(content: bytes) -> list[str]:
    """SHA-256 of each earlier state of a PDF and at last of the whole, in one pass."""
    found, digest, start = [], hashlib.sha256(), 0
    for end in [*sorted(_ends(content)), len(content)]:
        digest.update(memoryview(content)[start:end])
        found.append(digest.copy().hexdigest())
        start = end
    return found


def _ends(content: bytes) -> list[int]:
    """Where an earlier state of a PDF may have ended: each state is appended to the one before."""
    found = []
    for match in re.finditer(rb"%%EOF(\r\n|\n|\r)?", content):
        found += [match.start() + 5, match.end()]
    return [end for end in dict.fromkeys(found[-2 * _STATES :]) if end < len(content)]


def _with_code(typed: str) -> IssuedDocument | None:
    code = clean_reference(typed[:60])
    if code is None:
        return None
    return IssuedDocument.objects.filter(code=code, original=None).select_related("sealer").first()


def _with_sha256(digests: list[str]) -> IssuedDocument | None:
    rows = IssuedDocument.objects.filter(sha256__in=digests) if digests else IssuedDocument.objects.none()
    found = rows.select_related("original__sealer", "sealer").order_by("issued_at").last()
    return (found.original or found) if found else None
