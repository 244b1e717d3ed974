"""Asking: the signed AuthnRequest and our metadata."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from lxml import etree

from ...levels import TrustLevel
from .config import SamlSettings
from .keys import bare
from .names import DATA_CIPHERS, OAEP, OAEP_MGF1P, PERSISTENT, POST, SAMLP
from .signing import sign
from .xml import make, under, write

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def authn_request(
    settings: SamlSettings, *, request_id: str, entity_id: str, acs: str, level: TrustLevel,
    extension: Element | None = None,
) -> bytes:  # fmt: skip
    """The request as signed XML: at least ``level``, the answer to ``acs`` by HTTP-POST."""
    root = make(
        "samlp:AuthnRequest", ID=request_id, Version="2.0", IssueInstant=moment(datetime.datetime.now(datetime.UTC)),
        Destination=settings.sso_url, AssertionConsumerServiceURL=acs, ProtocolBinding=POST,
    )  # fmt: skip
    under(root, "saml:Issuer", entity_id)
    under(root, "ds:Signature", Id="placeholder")
    if extension is not None:
        etree.SubElement(root, f"{{{SAMLP}}}Extensions").append(extension)
    if "subject" not in settings.attributes:
        under(root, "samlp:NameIDPolicy", Format=PERSISTENT, AllowCreate="true")
    references = references_for(settings, level)
    if references:
        context = under(root, "samlp:RequestedAuthnContext", Comparison="minimum")
        for name in references:
            under(context, "saml:AuthnContextClassRef", name)
    return write(sign(root, settings.keys[0], settings.signature))


def references_for(settings: SamlSettings, level: TrustLevel) -> list[str]:
    """The provider's name of the lowest level that reaches ``level``; empty where it is not asked for one."""
    if not settings.ask_level:
        return []
    fitting = sorted(
        (ours for ours in settings.levels.values() if ours.reaches(level)), key=lambda one: one.rank
    )
    return [name for name, ours in settings.levels.items() if fitting and ours == fitting[0]][:1]


def metadata(settings: SamlSettings, *, entity_id: str, acs: str, slo: str) -> bytes:
    """Who we are, for the provider: all our certificates, so that it knows the next one before it is used."""
    root = make("md:EntityDescriptor", entityID=entity_id)
    role = under(
        root, "md:SPSSODescriptor", protocolSupportEnumeration=SAMLP, AuthnRequestsSigned="true",
        WantAssertionsSigned="true",
    )  # fmt: skip
    for use in ("signing", "encryption"):
        for own in settings.keys:
            descriptor = under(role, "md:KeyDescriptor", use=use)
            data = under(under(descriptor, "ds:KeyInfo"), "ds:X509Data")
            under(data, "ds:X509Certificate", bare(own.certificate))
            for algorithm in (*DATA_CIPHERS, OAEP, OAEP_MGF1P) if use == "encryption" else ():
                under(descriptor, "md:EncryptionMethod", Algorithm=algorithm)
    under(role, "md:SingleLogoutService", Binding=POST, Location=slo)
    under(role, "md:NameIDFormat", PERSISTENT)
    under(role, "md:AssertionConsumerService", Binding=POST, Location=acs, index="0", isDefault="true")
    return write(root)


def moment(value: datetime.datetime) -> str:
    """A time as SAML writes it."""
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
