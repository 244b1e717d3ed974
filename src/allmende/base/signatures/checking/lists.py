"""Trusted lists after ETSI TS 119 612, as the states of the EU publish them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from allmende.base.signatures.seals.certificates import as_pem, read_certificates
from allmende.foundation.files.hardened_xml import XmlRefusedError, parse_xml

LARGEST = 20_000_000
_T = "{http://uri.etsi.org/02231/v2#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: granted since eIDAS; the two others are what lists said before
_GRANTED = ("granted", "undersupervision", "accredited")


class ListRefusedError(ValueError):
    """The list cannot be believed or read; the message is a sentence for the administrator."""


@dataclass(frozen=True)
class ReadList:
    """What a list says."""

    name: str
    sequence: int
    next_update: datetime | None
    services: list[dict[str, Any]]


def read_list(content: bytes, signers: str) -> ReadList:
    """The list in ``content``, signed by one of ``signers`` (PEM). Raises ``ListRefusedError``.

    Only what the signature covers is read.
    """
    try:
        parse_xml(content, max_bytes=LARGEST)
        root = parse_xml(_signed(content, signers), max_bytes=LARGEST)
    except XmlRefusedError as error:
        raise ListRefusedError(str(error)) from error
    if root.tag != f"{_T}TrustServiceStatusList":
        raise ListRefusedError(_("This is no trusted list."))
    scheme = root.find(f"{_T}SchemeInformation")
    if scheme is None:
        raise ListRefusedError(_("This is no trusted list."))
    until = parse_datetime(scheme.findtext(f"{_T}NextUpdate/{_T}dateTime", "").strip())
    try:
        sequence = int(scheme.findtext(f"{_T}TSLSequenceNumber", "0")[:12])
    except ValueError:
        sequence = 0
    return ReadList(_name(scheme, "SchemeName"), sequence, until, _services(root))


def by_hand(name: str, certificates: str) -> list[dict[str, Any]]:
    """Services for certificates that an administrator trusts; raises ``ValueError``."""
    return [
        {
            "provider": name, "name": str(one.subject.human_friendly)[:200], "type": "", "status": "", "since": "",
            "granted": True, "certificate": base64.b64encode(one.dump()).decode(),
        }
        for one in read_certificates(certificates)
    ]  # fmt: skip


def _signed(content: bytes, signers: str) -> bytes:
    from lxml import etree
    from signxml import InvalidInput, InvalidSignature, XMLVerifier  # type: ignore[attr-defined]

    for signer in read_certificates(signers):
        try:
            result = XMLVerifier().verify(content, x509_cert=as_pem([signer]), expect_references=True)
        except (InvalidSignature, InvalidInput, ValueError):
            continue
        results = result if isinstance(result, list) else [result]
        for one in results:
            if one.signed_xml is not None and one.signed_xml.tag == f"{_T}TrustServiceStatusList":
                return bytes(etree.tostring(one.signed_xml))
    raise ListRefusedError(_("The list is not signed by anybody whom you named for it."))


def _services(root: Element) -> list[dict[str, Any]]:
    found = []
    for provider in root.iterfind(f"{_T}TrustServiceProviderList/{_T}TrustServiceProvider"):
        who = _name(provider.find(f"{_T}TSPInformation"), "TSPName")
        for entry in provider.iterfind(f"{_T}TSPServices/{_T}TSPService/{_T}ServiceInformation"):
            status = entry.findtext(f"{_T}ServiceStatus", "").strip()
            for given in entry.iterfind(f"{_T}ServiceDigitalIdentity/{_T}DigitalId/{_T}X509Certificate"):
                if (certificate := _certificate(given.text or "")) is not None:
                    found.append(
                        {
                            "provider": who, "name": _name(entry, "ServiceName"), "certificate": certificate,
                            "type": entry.findtext(f"{_T}ServiceTypeIdentifier", "").strip(), "status": status,
                            "since": entry.findtext(f"{_T}StatusStartingTime", "").strip(),
                            "granted": status.rpartition("/")[2] in _GRANTED,
                        }
                    )  # fmt: skip
    return found


def _certificate(text: str) -> str | None:
    """The certificate in base64 without white space; None where it is none."""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
        read_certificates(content)
    except ValueError:
        return None
    return base64.b64encode(content).decode()


def _name(parent: Element | None, tag: str) -> str:
    """German where there is German, else the first."""
    names = [] if parent is None else parent.findall(f"{_T}{tag}/{_T}Name")
    chosen = next((one for one in names if one.get(_XML_LANG) == "de"), names[0] if names else None)
    return (chosen.text or "").strip()[:200] if chosen is not None else ""
