"""Signatures in a PDF: who, when, whether anything was changed since, and whom we trust.

Nothing that a document says about itself is believed: issuers come from our trusted lists alone, and only certificates
that lead there say where their state is asked for.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from allmende.base.signatures.models import Level
from allmende.base.signatures.seals.certificates import ends, holder_of, organisation_of
from allmende.foundation.apart import TooMuchError, run_apart

from .chain import anchor_of, asker, is_qualified, issuer_of, judge_trust, usages
from .found import ALTERED, FORGED, TOO_MUCH, UNREADABLE, Found, Verdict
from .trust import Anchor

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus

#: more signatures than people sign a document; the rest are not looked at
MOST = 20
#: what one document may cost: bytes, time with all questions on the network, time of the processor, memory
LARGEST, SECONDS, CPU_SECONDS, MEGABYTES = 64 * 1024 * 1024, 90, 20, 768


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

    asking, allowed = asker(anchors), usages()
    status = await async_validate_pdf_signature(signature, asking(), asking(), key_usage_settings=allowed)
    stamp = status.timestamp_validity
    if status.trusted or stamp is None or not stamp.trusted or not status.valid:
        return status
    then = _as_of(reader, anchors, stamp.timestamp)
    if then is None:
        return status
    return await async_validate_pdf_signature(signature, then, asking(), key_usage_settings=allowed)


def _as_of(reader: PdfFileReader, anchors: Sequence[Anchor], moment: Any) -> Any:
    """How things stood when a trusted time stamp was put, by the proof that the document itself carries."""
    from pyhanko.sign.validation import DocumentSecurityStore

    try:
        store = DocumentSecurityStore.read_dss(reader)
    except Exception:
        return None
    return store.as_validation_context(
        {
            "trust_roots": [anchor.certificate for anchor in anchors],
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
    anchor = anchor_of(status.validation_path, anchors) if status.trusted else None
    return Found(
        verdict, why, name=holder_of(certificate), organisation=organisation_of(certificate),
        issuer=issuer_of(certificate),
        at=at.isoformat() if at else "", proven=proven, level=_level(reader, signature, proven),
        filled_in=_filled_in(status), trusted_by=anchor.words if anchor else "",
        qualified=is_qualified(certificate, anchor),
        certificate_until=ends(certificate).isoformat(),
    )  # fmt: skip


def _judged(status: PdfSignatureStatus) -> tuple[Verdict, str]:
    from pyhanko.sign.diff_analysis import ModificationLevel

    if not status.intact:
        return Verdict.CHANGED, ALTERED
    if not status.valid:
        return Verdict.BROKEN, FORGED
    level = status.modification_level
    if level is None or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok:
        return Verdict.CHANGED, ALTERED
    return judge_trust(status)


def _filled_in(status: PdfSignatureStatus) -> bool:
    from pyhanko.sign.diff_analysis import ModificationLevel

    return status.modification_level == ModificationLevel.FORM_FILLING


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
