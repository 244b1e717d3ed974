"""Whom we trust: the services of our trusted lists."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from allmende.base.signatures.models import TrustedList


@dataclass(frozen=True)
class Anchor:
    """A certificate that a trusted list names; ``words`` say the provider and the list, for people."""

    certificate: Any
    words: str
    #: issues qualified certificates (ETSI TS 119 612, service type CA/QC)
    qualified: bool


def anchors() -> list[Anchor]:
    """Everybody whom this municipality trusts."""
    from asn1crypto import x509

    found: dict[str, Anchor] = {}
    for trusted in TrustedList.objects.order_by("name"):
        for service in trusted.services:
            if service.get("granted"):
                found.setdefault(
                    service["certificate"],
                    Anchor(
                        x509.Certificate.load(base64.b64decode(service["certificate"])),
                        f"{service['provider']} ({trusted.name})",
                        str(service["type"]).endswith("/CA/QC"),
                    ),
                )
    return list(found.values())
