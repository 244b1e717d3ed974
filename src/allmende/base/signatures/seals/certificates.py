"""Certificates in PEM, and what they say for people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate


def read_certificates(text: str | bytes) -> list[Certificate]:
    """All certificates in PEM ``text``, or the one in DER; raises ``ValueError``."""
    from asn1crypto import pem, x509

    content = text.encode() if isinstance(text, str) else text
    if not content.strip():
        return []
    if not pem.detect(content):
        return [x509.Certificate.load(content, strict=True)]
    found = [
        x509.Certificate.load(der, strict=True)
        for _kind, _headers, der in pem.unarmor(content, multiple=True)
    ]
    for certificate in found:
        certificate.subject.native  # noqa: B018 - raises ValueError where it is no certificate
    return found


def as_pem(certificates: list[Certificate]) -> str:
    """The certificates one after the other."""
    from asn1crypto import pem

    return "".join(pem.armor("CERTIFICATE", certificate.dump()).decode() for certificate in certificates)


def holder_of(certificate: Certificate) -> str:
    """Whom a certificate names: the common name, else whatever there is."""
    named = certificate.subject.native
    return str(
        named.get("common_name") or named.get("organization_name") or certificate.subject.human_friendly
    )


def organisation_of(certificate: Certificate) -> str:
    """The organisation that a certificate names, or nothing."""
    found = certificate.subject.native.get("organization_name") or ""
    return found if isinstance(found, str) else ", ".join(found)


def ends(certificate: Certificate) -> datetime:
    """When it stops to hold."""
    found: datetime = certificate["tbs_certificate"]["validity"]["not_after"].native
    return found


def in_order(certificates: list[Certificate], first: Certificate) -> list[Certificate]:
    """``first`` and its issuers, as far as they are among ``certificates``."""
    chain = [first]
    while chain[-1].subject != chain[-1].issuer:
        above = next(
            (one for one in certificates if one.subject == chain[-1].issuer and one not in chain), None
        )
        if above is None:
            break
        chain.append(above)
    return chain
