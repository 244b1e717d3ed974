"""What BundID answers, right or wrong as it is told to be."""

from __future__ import annotations

import base64
import datetime
import hashlib
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree

from . import xml
from .names import AKDB, SAML, SAMLP, STATUS
from .party import Asked, LoggedIn, Party
from .persons import ATTRIBUTES, BPK2, LEVEL, MEANS, PROVED

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Answers:
    """Makes answers of the identity provider at ``base``; ``faults`` say what is to go wrong."""

    def __init__(self, base: str, pair: xml.Pair, other: xml.Pair, faults: Mapping[str, Any]) -> None:
        self.base, self.pair, self.other, self.faults = base, pair, other, faults
        #: what the last assertion began
        self.logged_in: LoggedIn | None = None

    def response(self, asked: Asked, person: Mapping[str, str], means: str) -> bytes:
        """The whole answer about ``person``, with the faults that are switched on."""
        root = self.envelope(asked, f"{STATUS}Success")
        assertion = self.assertion(asked, person, means)
        if not self.faults.get("unsigned"):
            xml.sign(assertion, self.other if self.faults.get("other_key") else self.pair)
        content = xml.canonical(assertion)
        if self.faults.get("comment"):
            pseudonym = self.bpk2(asked.party, person).encode()
            content = content.replace(pseudonym, pseudonym[:9] + b"<!-- -->" + pseudonym[9:])
        if self.faults.get("wrapped"):
            forged = self.assertion(asked, {**person, "surname": "Angriff"}, "high")
            root.append(forged)
        self._enclose(root, content, asked)
        return bytes(etree.tostring(root))

    def assertion(self, asked: Asked, person: Mapping[str, str], means: str) -> Element:
        """The assertion, not signed yet."""
        now = self._now()
        root = etree.Element(f"{{{SAML}}}Assertion", {
            "ID": f"_{secrets.token_hex(16)}", "Version": "2.0", "IssueInstant": _moment(now),
        }, {"saml2": SAML})  # fmt: skip
        xml.below(root, SAML, "Issuer", f"{self.base}/metadata")
        subject = xml.below(root, SAML, "Subject")
        transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
        name_id, session = secrets.token_hex(16), f"_{secrets.token_hex(8)}"
        xml.below(subject, SAML, "NameID", name_id, Format=transient)
        self.logged_in = LoggedIn(asked.party, name_id, session)
        bearer = xml.below(
            subject, SAML, "SubjectConfirmation", Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"
        )
        request_id = "_nobody" if self.faults.get("unasked") else asked.request_id
        recipient = "https://attacker.example/" if self.faults.get("wrong_recipient") else asked.party.acs
        xml.below(
            bearer, SAML, "SubjectConfirmationData", InResponseTo=request_id, Recipient=recipient,
            NotOnOrAfter=_moment(now + datetime.timedelta(minutes=5)),
        )  # fmt: skip
        conditions = xml.below(
            root, SAML, "Conditions", NotBefore=_moment(now - datetime.timedelta(seconds=5)),
            NotOnOrAfter=_moment(now + datetime.timedelta(minutes=5)),
        )  # fmt: skip
        wrong = self.faults.get("wrong_audience")
        audience = (
            wrong if isinstance(wrong, str) else "https://other.example/" if wrong else asked.party.entity_id
        )
        xml.below(xml.below(conditions, SAML, "AudienceRestriction"), SAML, "Audience", audience)
        number, proved_by, _label = MEANS["basis" if self.faults.get("low") else means]
        statement = xml.below(root, SAML, "AuthnStatement", AuthnInstant=_moment(now), SessionIndex=session)
        context = xml.below(statement, SAML, "AuthnContext")
        xml.below(context, SAML, "AuthnContextClassRef", f"STORK-QAA-Level-{number}")
        self._attributes(root, asked, person, number, proved_by)
        return root

    @staticmethod
    def bpk2(party: Party, person: Mapping[str, str]) -> str:
        """The pseudonym: another one for each person and each host of a service provider."""
        who = f"{person.get('surname')} {person.get('givenName')} {person.get('birthdate')}"
        host = urlsplit(party.entity_id).hostname or party.entity_id
        return base64.b64encode(hashlib.sha256(f"{host} {who}".encode()).digest()).decode()

    def _attributes(
        self, root: Element, asked: Asked, person: Mapping[str, str], number: int, proved_by: str
    ) -> None:
        statement = xml.below(root, SAML, "AttributeStatement")
        values = {
            BPK2: ("bPK2", "" if self.faults.get("anonymous") else self.bpk2(asked.party, person), number),
            LEVEL: ("EID-CITIZEN-QAA-LEVEL", f"STORK-QAA-Level-{number}", number),
            PROVED: ("AssertionProvedBy", proved_by, number),
        } | {
            # A mailbox is what somebody typed and could read once: never more than basic.
            oid: (name, person.get(name, ""), 1 if name == "mail" else number)
            for name, (oid, _label) in ATTRIBUTES.items()
        }  # fmt: skip
        for oid, (name, value, level) in values.items():
            if not value or f"urn:oid:{oid}" not in asked.wanted:
                continue
            attribute = xml.below(
                statement, SAML, "Attribute", Name=f"urn:oid:{oid}", FriendlyName=name,
                NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
            )  # fmt: skip
            made = etree.SubElement(attribute, f"{{{SAML}}}AttributeValue", nsmap={"akdb": AKDB})
            made.set(f"{{{AKDB}}}TrustLevel", f"STORK-QAA-Level-{level}")
            made.text = value

    def envelope(self, asked: Asked, *codes: str) -> Element:
        destination = "https://attacker.example/" if self.faults.get("wrong_destination") else asked.party.acs
        request_id = "_nobody" if self.faults.get("unasked") else asked.request_id
        root = etree.Element(f"{{{SAMLP}}}Response", {
            "ID": f"_{secrets.token_hex(16)}", "Version": "2.0", "IssueInstant": _moment(self._now()),
            "Destination": destination, "InResponseTo": request_id,
        }, {"saml2p": SAMLP, "saml2": SAML})  # fmt: skip
        xml.below(root, SAML, "Issuer", f"{self.base}/metadata")
        place = xml.below(root, SAMLP, "Status")
        for code in codes:
            place = xml.below(place, SAMLP, "StatusCode", Value=code)
        return root

    def _enclose(self, root: Element, content: bytes, asked: Asked) -> None:
        if self.faults.get("plain"):
            root.append(etree.fromstring(content))
            return
        receiver = (
            self.other.certificate if self.faults.get("other_recipient_key") else asked.party.encryption[0]
        )
        xml.below(root, SAML, "EncryptedAssertion").append(xml.encrypt(content, receiver))

    def _now(self) -> datetime.datetime:
        shift = -1 if self.faults.get("expired") else 1 if self.faults.get("early") else 0
        return datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=shift)


def _moment(value: datetime.datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")
