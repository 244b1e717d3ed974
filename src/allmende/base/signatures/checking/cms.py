"""Signatures after CMS (RFC 5652, CAdES: ETSI EN 319 122-1): beside a file (``.p7s``), or around it (``.p7m``)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from allmende.base.signatures.models import Level
from allmende.base.signatures.seals.certificates import ends, holder_of, organisation_of

from .attached import Attached, with_digest
from .chain import anchor_of, as_of, asker, is_qualified, issuer_of, judge_trust, usages
from .found import ALTERED, FORGED, NO_DOCUMENT, UNREADABLE, Found, Verdict
from .trust import Anchor

MOST = 20
STANDARD = "CAdES"
_ARCHIVE = "0.4.0.1733.2.4"
_REVOCATION = "1.2.840.113549.1.9.16.2.24"
_CERTIFICATE_SIGNED = frozenset({"signing_certificate", "signing_certificate_v2"})


def check_cms(
    content: bytes, beside: Sequence[Attached], anchors: Sequence[Anchor], meant: Attached | None = None
) -> list[Found]:
    """Each signature of a CMS file, DER or PEM; ``beside``: among what it may sign, where it does not carry that.

    ``meant`` is what it must sign where none of them fits: then that was changed.
    """
    try:
        whole = _read(content)
        signers = list(whole["signer_infos"])[:MOST]
        if not signers:
            raise ValueError("nobody signed")
    except Exception:  # what a broken file makes a library raise is of many kinds
        return [Found(Verdict.BROKEN, UNREADABLE, standard=STANDARD)]
    return [_check(whole, signer, beside, anchors, meant) for signer in signers]


def _read(content: bytes) -> Any:
    from asn1crypto import cms, pem

    if pem.detect(content):
        _name, _headers, content = pem.unarmor(content)
    found = cms.ContentInfo.load(content)
    if found["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    return found["content"]


def _check(
    whole: Any, signer: Any, beside: Sequence[Attached], anchors: Sequence[Anchor], meant: Attached | None
) -> Found:
    one = whole.copy()
    one["signer_infos"] = [signer]
    try:
        inner = whole["encap_content_info"]["content"]
        carried = bytes(inner.contents) if inner.native is not None else None
        signed = Attached("", carried) if carried is not None else _signed(signer, beside) or meant
        # What it carries is given beside it, so that both kinds are checked alike.
        one["encap_content_info"] = {"content_type": whole["encap_content_info"]["content_type"]}
        if signed is None:
            return _without_document(one, signer)
        status = asyncio.run(_status(one, signer, signed.content, anchors))
        return _found(signer, status, signed.name, anchors)
    except Exception:  # hostile or broken: shown, never believed
        return Found(Verdict.BROKEN, UNREADABLE, name=_holder(one), standard=STANDARD)


def _signed(signer: Any, beside: Sequence[Attached]) -> Attached | None:
    """The file beside it that was signed."""
    digest = next(
        (bytes(values[0]) for name, values in _attributes(signer) if name == "message_digest"), None
    )
    algorithm = str(signer["digest_algorithm"]["algorithm"].native)
    return with_digest(beside, digest, algorithm) if digest is not None else None


def _attributes(signer: Any, kind: str = "signed_attrs") -> Iterator[tuple[str, Any]]:
    for attribute in signer[kind]:
        yield str(attribute["type"].native), attribute["values"]


async def _status(one: Any, signer: Any, content: bytes, anchors: Sequence[Anchor]) -> Any:
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

    asking, allowed = asker(anchors), usages()
    status = await async_validate_detached_cms(content, one, asking(), asking(), key_usage_settings=allowed)
    stamp = status.timestamp_validity
    if status.trusted or stamp is None or not stamp.trusted or not status.valid:
        return status
    crls, ocsps = _kept_answers(one, signer)
    if not crls and not ocsps:
        return status
    then = as_of(anchors, stamp.timestamp, crls, ocsps)
    return await async_validate_detached_cms(content, one, then, asking(), key_usage_settings=allowed)


def _kept_answers(one: Any, signer: Any) -> tuple[list[Any], list[Any]]:
    """Lists and answers about certificates that the signature carries (CAdES B-LT)."""
    from asn1crypto import cms, ocsp
    from asn1crypto.crl import CertificateList

    crls: list[Any] = []
    ocsps: list[Any] = []
    for choice in one["crls"] if one["crls"].native is not None else ():
        if isinstance(choice.chosen, CertificateList):
            crls.append(choice.chosen)
        elif isinstance(choice.chosen, cms.OtherRevocationInfoFormat):
            found = choice.chosen["other_rev_info"].parsed
            if isinstance(found, ocsp.OCSPResponse):
                ocsps.append(found)
    for name, values in _attributes(signer, "unsigned_attrs"):
        if name in ("revocation_values", _REVOCATION):
            kept = _revocation_values(values[0])
            crls += kept[0]
            ocsps += kept[1]
    return crls, ocsps


def _revocation_values(value: Any) -> tuple[list[Any], list[Any]]:
    """RevocationValues ::= SEQUENCE { [0] CRLs, [1] BasicOCSPResponses, … } (ETSI EN 319 122-1, A.1.2)."""
    from asn1crypto import core, crl, ocsp

    class Lists(core.SequenceOf):  # type: ignore[misc]
        _child_spec = crl.CertificateList

    class Answers(core.SequenceOf):  # type: ignore[misc]
        _child_spec = ocsp.BasicOCSPResponse

    class Values(core.Sequence):  # type: ignore[misc]
        _fields = (
            ("crls", Lists, {"explicit": 0, "optional": True}),
            ("ocsps", Answers, {"explicit": 1, "optional": True}),
            ("others", core.Any, {"explicit": 2, "optional": True}),
        )

    found = Values.load(value.dump())
    answers = [
        ocsp.OCSPResponse({
            "response_status": "successful",
            "response_bytes": {"response_type": "basic_ocsp_response", "response": basic},
        })
        for basic in found["ocsps"]
    ]  # fmt: skip
    return list(found["crls"]), answers


def _found(signer: Any, status: Any, name: str, anchors: Sequence[Anchor]) -> Found:
    certificate = status.signing_cert
    stamp = status.timestamp_validity
    proven = bool(stamp and stamp.valid and stamp.trusted)
    at = stamp.timestamp if stamp and proven else status.signer_reported_dt
    if not status.intact:
        verdict, why = Verdict.CHANGED, ALTERED
    elif not status.valid:
        verdict, why = Verdict.BROKEN, FORGED
    else:
        verdict, why = judge_trust(status)
    anchor = anchor_of(status.validation_path, anchors) if status.trusted else None
    return Found(
        verdict, why, name=holder_of(certificate), organisation=organisation_of(certificate),
        issuer=issuer_of(certificate), at=at.isoformat() if at else "", proven=proven, level=_level(signer, proven),
        trusted_by=anchor.words if anchor else "", qualified=is_qualified(certificate, anchor),
        certificate_until=ends(certificate).isoformat(), standard=STANDARD, covers=(name,) if name else (),
    )  # fmt: skip


def _level(signer: Any, proven: bool) -> str:
    """The baseline level as the attributes show it; empty: no CAdES, because the certificate is not signed along."""
    signed = {name for name, _values in _attributes(signer)}
    if not signed & _CERTIFICATE_SIGNED:
        return ""
    unsigned = {name for name, _values in _attributes(signer, "unsigned_attrs")}
    if proven and (_ARCHIVE in unsigned or "archive_time_stamp_v3" in unsigned):
        return Level.LTA
    if proven and unsigned & {_REVOCATION, "revocation_values"}:
        return Level.LT
    return Level.T if proven else Level.B


def _without_document(one: Any, signer: Any) -> Found:
    """Who says to have signed; nothing of it was checked, because what is signed is not here."""
    at = next((values[0].native for name, values in _attributes(signer) if name == "signing_time"), None)
    return Found(
        Verdict.UNKNOWN, NO_DOCUMENT, name=_holder(one), at=at.isoformat() if at else "", standard=STANDARD
    )


def _holder(one: Any) -> str:
    from pyhanko.sign.general import extract_certificate_info

    try:
        return holder_of(extract_certificate_info(one).signer_cert)
    except Exception:
        return ""
