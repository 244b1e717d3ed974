"""Time stamps by RFC 3161 with the signed attribute of RFC 5816."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from .pki import Holder

POLICY = "1.2.3.4.5"


def time_stamp(request: bytes, authority: Holder, ca: Holder, *, wrong: bool = False) -> bytes:
    """The reply to ``request``; ``wrong`` stamps another digest than was asked. Raises ``ValueError``."""
    asked = tsp.TimeStampReq.load(request)
    imprint = asked["message_imprint"].copy()
    if wrong:
        imprint["hashed_message"] = bytes(len(imprint["hashed_message"].native))
    info = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": imprint,
        "serial_number": secrets.randbits(63),
        "gen_time": dt.datetime.now(dt.UTC).replace(microsecond=0),
    }
    if asked["nonce"].native is not None:
        info["nonce"] = asked["nonce"].native
    content = tsp.TSTInfo(info).dump()
    reply = tsp.TimeStampResp(
        {"status": {"status": "granted"}, "time_stamp_token": _signed(content, authority, ca)}
    )
    return bytes(reply.dump())


def _signed(content: bytes, authority: Holder, ca: Holder) -> cms.ContentInfo:
    certificate = x509.Certificate.load(authority.der)
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    reference = tsp.SigningCertificateV2(
        {"certs": [{"hash_algorithm": digest, "cert_hash": hashlib.sha256(authority.der).digest()}]}
    )
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [reference]}),
        ]
    )
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                name="issuer_and_serial_number",
                value=cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                ),
            ),
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": authority.key.sign(attributes.untag().dump(), ec.ECDSA(hashes.SHA256())),
        }
    )
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
            "certificates": [certificate, x509.Certificate.load(ca.der)],
            "signer_infos": [signer],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": data})
