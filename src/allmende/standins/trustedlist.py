"""A trusted list as the states of the EU publish them (ETSI TS 119 612), with an enveloped signature (XML-DSig)."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .pki import Holder, Pki

TSL = "http://uri.etsi.org/02231/v2#"
_KINDS = "http://uri.etsi.org/TrstSvc/Svctype/"
GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"


def trusted_list(pki: Pki) -> bytes:
    """The list with the test authority and its time stamps, made now, good for six months."""
    from lxml import etree
    from signxml import XMLSigner, methods  # type: ignore[attr-defined]

    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    services = _service("CA/QC", "Test-CA", pki.ca, now) + _service(
        "TSA/QTST", "Test-Zeitstempel", pki.members["tsa"], now
    )
    text = (
        f'<TrustServiceStatusList xmlns="{TSL}" TSLTag="http://uri.etsi.org/19612/TSLTag" Id="TrustedList">'
        "<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier>"
        f"<TSLSequenceNumber>{int(now.timestamp()) // 86400}</TSLSequenceNumber>"
        "<TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric</TSLType>"
        '<SchemeOperatorName><Name xml:lang="de">Musterstadt (Test, nicht gültig)</Name></SchemeOperatorName>'
        '<SchemeName><Name xml:lang="de">Test-Vertrauensliste – nicht gültig</Name></SchemeName>'
        "<SchemeTerritory>DE</SchemeTerritory>"
        f"<ListIssueDateTime>{_moment(now)}</ListIssueDateTime>"
        f"<NextUpdate><dateTime>{_moment(now + dt.timedelta(days=180))}</dateTime></NextUpdate></SchemeInformation>"
        "<TrustServiceProviderList><TrustServiceProvider><TSPInformation>"
        '<TSPName><Name xml:lang="de">Test-Vertrauensdienst Musterstadt – nicht gültig</Name></TSPName>'
        f"</TSPInformation><TSPServices>{services}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
        "</TrustServiceStatusList>"
    )
    signer: Any = XMLSigner(
        method=methods.enveloped,
        signature_algorithm="ecdsa-sha256",
        c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
    )
    holder = pki.members["list"]
    key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signed = signer.sign(
        etree.fromstring(text), key=key, cert=holder.pem.decode(), reference_uri="#TrustedList"
    )
    return bytes(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))


def _service(kind: str, name: str, holder: Holder, now: dt.datetime) -> str:
    return (
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier>{_KINDS}{kind}</ServiceTypeIdentifier>"
        f'<ServiceName><Name xml:lang="de">{name} – nicht gültig</Name></ServiceName>'
        "<ServiceDigitalIdentity><DigitalId><X509Certificate>"
        f"{base64.b64encode(holder.der).decode()}</X509Certificate></DigitalId></ServiceDigitalIdentity>"
        f"<ServiceStatus>{GRANTED}</ServiceStatus>"
        f"<StatusStartingTime>{_moment(now - dt.timedelta(days=1))}</StatusStartingTime>"
        "</ServiceInformation></TSPService>"
    )


def _moment(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
