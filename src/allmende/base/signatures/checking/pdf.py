"""Signatures in a PDF: who, when, whether anything was changed since, and whom we trust.

Nothing that a document says about itself is believed: issuers come from our trusted lists alone, and only certificates
that lead there say where their state is asked for.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from allmende.base.signatures.models import Level, SignatureReport
from allmende.base.signatures.seals.certificates import ends, holder_of, organisation_of
from allmende.foundation.apart import TooMuchError, run_apart

from .trust import Anchor

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus

Verdict = SignatureReport.Verdict
#: more signatures than people sign a document; the rest are not looked at
MOST = 20
#: what one document may cost: bytes, time with all questions on the network, time of the processor, memory
LARGEST, SECONDS, CPU_SECONDS, MEGABYTES = 64 * 1024 * 1024, 90, 20, 768
#: what ``why`` can be
NO_REASON, ALTERED, FORGED, REVOKED, EXPIRED, STRANGER, NO_ANSWER, UNREADABLE, TOO_MUCH, NOT_CHECKED = (
    "", "altered", "forged", "revoked", "expired", "stranger", "no_answer", "unreadable", "too_much", "not_checked",
)  # fmt: skip
#: from bad to good: a document is as good as its worst signature
_ORDER = [Verdict.BROKEN, Verdict.CHANGED, Verdict.UNKNOWN, Verdict.VALID]
#: ETSI EN 319 412-5: the certificate is qualified, its key in a qualified device (0.4.0.1862.1.1 and .4)
_QUALIFIED, _DEVICE = bytes.fromhex("060604008e460101"), bytes.fromhex("060604008e460104")


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

    def as_json(self) -> dict[str, Any]:
        """The fields, to be kept."""
        return asdict(self)


def may_be_signed(content: bytes) -> bool:
    """Whether a PDF can carry a signature at all: what a signature covers stands in the open."""
    return b"/ByteRange" in content


def check_pdf(content: bytes, anchors: Sequence[Anchor]) -> list[Found]:
    """All signatures of a PDF in their order; empty where there are none, or it is no PDF that can be read.

    Done in a child process with limits: a document made to keep us busy is told as ``too_much``, never believed.
    """
    if not may_be_signed(content):
        return []
    if len(content) > LARGEST:
        return [Found(Verdict.UNKNOWN, TOO_MUCH)]
    import pyhanko.sign.validation  # noqa: F401 - here, so that the copy need not read it anew

    def work() -> bytes:
        return json.dumps([one.as_json() for one in check_here(content, anchors)]).encode()

    try:
        told = run_apart(work, seconds=SECONDS, cpu_seconds=CPU_SECONDS, megabytes=MEGABYTES)
    except TooMuchError:
        return [Found(Verdict.UNKNOWN, TOO_MUCH)]
    return [Found(**one) for one in json.loads(told)]


def check_here(content: bytes, anchors: Sequence[Anchor]) -> list[Found]:
    """The same in this process."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        signatures = list(reader.embedded_regular_signatures)[:MOST]
    except Exception:  # what a broken file makes a library raise is of many kinds
        return [Found(Verdict.BROKEN, UNREADABLE)]
    return [_check(reader, signature, anchors) for signature in signatures]


def verdict_of(found: Sequence[Found]) -> Verdict:
    """The verdict on a document with these signatures, at least one."""
    return min((Verdict(one.verdict) for one in found), key=_ORDER.index)


def _check(reader: PdfFileReader, signature: EmbeddedPdfSignature, anchors: Sequence[Anchor]) -> Found:
    try:
        status = asyncio.run(_status(reader, signature, anchors))
        return _found(reader, signature, status, anchors)
    except Exception:  # hostile or broken: shown, never believed
        name = ""
        try:
            name = holder_of(signature.signer_cert)
        except Exception:
            name = ""
        return Found(Verdict.BROKEN, UNREADABLE, name=name)


async def _status(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, anchors: Sequence[Anchor]
) -> PdfSignatureStatus:
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    from allmende.base.signatures.seals.network import fetchers

    roots = [anchor.certificate for anchor in anchors]
    allowed = KeyUsageConstraints(
        key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
    )
    asking = fetchers()

    def now() -> ValidationContext:
        return ValidationContext(
            trust_roots=roots, allow_fetching=True, fetchers=asking, revocation_mode="hard-fail"
        )

    status = await async_validate_pdf_signature(signature, now(), now(), key_usage_settings=allowed)
    stamp = status.timestamp_validity
    if status.trusted or stamp is None or not stamp.trusted or not status.valid:
        return status
    then = _as_of(reader, roots, stamp.timestamp)
    if then is None:
        return status
    return await async_validate_pdf_signature(signature, then, now(), key_usage_settings=allowed)


def _as_of(reader: PdfFileReader, roots: Sequence[Any], moment: Any) -> Any:
    """How things stood when a trusted time stamp was put, by the proof that the document itself carries."""
    from pyhanko.sign.validation import DocumentSecurityStore

    try:
        store = DocumentSecurityStore.read_dss(reader)
    except Exception:
        return None
    return store.as_validation_context(
        {
            "trust_roots": list(roots),
            "moment": moment,
            "revocation_mode": "hard-fail",
            "retroactive_revinfo": True,
        }
    )


def _found(
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    anchors: Sequence[Anchor],
) -> Found:
    certificate = status.signing_cert
    stamp = status.timestamp_validity
    proven = bool(stamp and stamp.valid and stamp.trusted)
    at = stamp.timestamp if stamp and proven else signature.self_reported_timestamp
    verdict, why = _judged(status)
    anchor = _anchor(status, anchors) if status.trusted else None
    return Found(
        verdict, why, name=holder_of(certificate), organisation=organisation_of(certificate),
        issuer=str(certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly),
        at=at.isoformat() if at else "", proven=proven, level=_level(reader, signature, proven),
        filled_in=_filled_in(status), trusted_by=anchor.words if anchor else "",
        qualified=bool(anchor and anchor.qualified and _says_qualified(certificate)),
        certificate_until=ends(certificate).isoformat(),
    )  # fmt: skip


def _judged(status: PdfSignatureStatus) -> tuple[Verdict, str]:
    from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
    from pyhanko.sign.diff_analysis import ModificationLevel

    if not status.intact:
        return Verdict.CHANGED, ALTERED
    if not status.valid:
        return Verdict.BROKEN, FORGED
    level = status.modification_level
    if level is None or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok:
        return Verdict.CHANGED, ALTERED
    if status.trusted:
        return Verdict.VALID, NO_REASON
    problem = status.trust_problem_indic
    revoked = (
        AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE,
    )  # fmt: skip
    if status.revoked or problem in revoked:
        return Verdict.BROKEN, REVOKED
    if problem in (AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED):
        return Verdict.UNKNOWN, EXPIRED
    if problem == AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return Verdict.UNKNOWN, STRANGER
    return Verdict.UNKNOWN, NO_ANSWER


def _filled_in(status: PdfSignatureStatus) -> bool:
    from pyhanko.sign.diff_analysis import ModificationLevel

    return status.modification_level == ModificationLevel.FORM_FILLING


def _anchor(status: PdfSignatureStatus, anchors: Sequence[Anchor]) -> Anchor | None:
    path = status.validation_path
    used = {one.dump() for one in path.iter_certs(include_root=True)} if path else set()
    return next((anchor for anchor in anchors if anchor.certificate.dump() in used), None)


def _level(reader: PdfFileReader, signature: EmbeddedPdfSignature, proven: bool) -> str:
    """The baseline level of ETSI EN 319 142-1 as the document's structure shows it; empty: no PAdES."""
    if signature.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return ""
    stamps = [
        stamp for stamp in reader.embedded_timestamp_signatures
        if stamp.signed_revision > signature.signed_revision
    ]  # fmt: skip
    proof = "/DSS" in reader.root
    if stamps and proof:
        return Level.LTA
    if proof and proven:
        return Level.LT
    return Level.T if proven or stamps else Level.B


def _says_qualified(certificate: Any) -> bool:
    content = certificate.dump()
    return _QUALIFIED in content and _DEVICE in content
