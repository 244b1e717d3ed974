"""One signature as the check found it, and what a document with several is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from allmende.base.signatures.models import SignatureReport

Verdict = SignatureReport.Verdict
#: what ``why`` can be
NO_REASON, ALTERED, FORGED, REVOKED, EXPIRED, STRANGER, NO_ANSWER, UNREADABLE, TOO_MUCH, NOT_CHECKED = (
    "", "altered", "forged", "revoked", "expired", "stranger", "no_answer", "unreadable", "too_much", "not_checked",
)  # fmt: skip
#: of signatures beside or around what they sign: the file is not here, only a part is signed, it is not clear what is
#: signed, the procedure is too weak by now
NO_DOCUMENT, PART, AMBIGUOUS, WEAK = "no_document", "part", "ambiguous", "weak"
#: from bad to good: a document is as good as its worst signature
_ORDER = [Verdict.BROKEN, Verdict.CHANGED, Verdict.UNKNOWN, Verdict.VALID]


@dataclass(frozen=True)
class Found:
    """One signature. ``at`` is an ISO moment; ``proven`` says whether a time stamp says so, or only the signer."""

    verdict: str
    why: str = NO_REASON
    name: str = ""
    organisation: str = ""
    issuer: str = ""
    at: str = ""
    proven: bool = False
    level: str = ""
    #: only forms were filled in or further signatures added since
    filled_in: bool = False
    #: the entry of a trusted list that we believe
    trusted_by: str = ""
    qualified: bool = False
    certificate_until: str = ""
    #: the standard that ``level`` is of
    standard: str = "PAdES"
    #: names of files that it signs, where it lies beside them or in a container with them
    covers: Sequence[str] = ()
    #: names of files in the same container that nobody signed
    uncovered: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """The fields, to be kept."""
        return asdict(self)


def verdict_of(found: Sequence[Found]) -> Verdict:
    """The verdict on a document with these signatures, at least one."""
    return min((Verdict(one.verdict) for one in found), key=_ORDER.index)
