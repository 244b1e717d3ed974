"""Answers as attackers make them, who have one true answer and our metadata, and lack the provider's key."""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from allmende.standins.bundid import xml
from allmende.standins.bundid.answers import Answers
from allmende.standins.bundid.names import SAML, SAMLP, STATUS
from allmende.standins.bundid.party import Asked
from allmende.standins.bundid.persons import PERSONS

DS = "{http://www.w3.org/2000/09/xmldsig#}"
SIGNATURE, ADVICE, ASSERTION = f"{DS}Signature", f"{{{SAML}}}Advice", f"{{{SAML}}}Assertion"


@dataclass
class Material:
    """What the attacker has: true answers for a person of his, and who it is meant for."""

    answers: Answers
    asked: Asked

    def genuine(self) -> etree._Element:
        """The attacker's own assertion, signed by the provider."""
        made = self.answers.assertion(self.asked, PERSONS["mehmet"], "substantial")
        xml.sign(made, self.answers.pair)
        return etree.fromstring(etree.tostring(made))

    def evil(self) -> etree._Element:
        """What he would like to be: somebody else, at the highest level; nobody signed this."""
        return self.answers.assertion(self.asked, PERSONS["klara"], "high")

    def send(self, *contents: etree._Element | bytes) -> bytes:
        """An answer around these, each encrypted to us."""
        root = self.answers.envelope(self.asked, f"{STATUS}Success")
        for content in contents:
            plain = content if isinstance(content, bytes) else etree.tostring(content)
            closed = xml.encrypt(plain, self.asked.party.encryption[0])
            xml.below(root, SAML, "EncryptedAssertion").append(closed)
        return bytes(etree.tostring(root))


def _take_signature(genuine: etree._Element) -> etree._Element:
    signature = genuine.find(SIGNATURE)
    genuine.remove(signature)
    return signature


def original_in_advice(material: Material) -> bytes:
    """XSW: the forged assertion bears the signature, the signed one lies inside it."""
    evil, genuine = material.evil(), material.genuine()
    evil.insert(1, _take_signature(genuine))
    etree.SubElement(evil, ADVICE).append(genuine)
    return material.send(evil)


def whole_original_in_advice(material: Material) -> bytes:
    """XSW: the signed assertion with its signature lies inside a forged one without."""
    evil = material.evil()
    etree.SubElement(evil, ADVICE).append(material.genuine())
    return material.send(evil)


def same_id(material: Material) -> bytes:
    """XSW: both have the ID that the signature names."""
    evil, genuine = material.evil(), material.genuine()
    evil.set("ID", genuine.get("ID"))
    evil.insert(1, _take_signature(genuine))
    etree.SubElement(evil, ADVICE).append(genuine)
    return material.send(evil)


def original_in_object(material: Material) -> bytes:
    """XSW: the signed assertion lies in the signature itself (ds:Object)."""
    evil, genuine = material.evil(), material.genuine()
    signature = _take_signature(genuine)
    etree.SubElement(signature, f"{DS}Object").append(genuine)
    evil.insert(1, signature)
    return material.send(evil)


def evil_in_object(material: Material) -> bytes:
    """XSW: the forged assertion lies in the signature of the true one."""
    genuine = material.genuine()
    etree.SubElement(genuine.find(SIGNATURE), f"{DS}Object").append(material.evil())
    return material.send(genuine)


def evil_around(material: Material) -> bytes:
    """XSW: a wrapper around both, so that the first one found is forged."""
    wrapper = etree.Element(f"{{{SAMLP}}}Extensions")
    wrapper.append(material.evil())
    wrapper.append(material.genuine())
    return material.send(wrapper)


def evil_first(material: Material) -> bytes:
    """XSW: two assertions, the forged one first."""
    return material.send(material.evil(), material.genuine())


def evil_last(material: Material) -> bytes:
    """XSW: two assertions, the forged one last."""
    return material.send(material.genuine(), material.evil())


def evil_beside(material: Material) -> bytes:
    """XSW: the forged assertion in clear beside the encrypted one."""
    root = etree.fromstring(material.send(material.genuine()))
    root.insert(1, material.evil())
    return bytes(etree.tostring(root))


def signed_response_inside(material: Material) -> bytes:
    """XSW: a signed response lies inside a forged one, which bears its signature."""
    outer = etree.fromstring(material.send(material.evil()))
    inner = etree.fromstring(material.send(material.genuine()))
    xml.sign(inner, material.answers.pair)
    signature = inner.find(SIGNATURE)
    inner.remove(signature)
    outer.insert(1, signature)
    etree.SubElement(outer, f"{{{SAMLP}}}Extensions").append(inner)
    return bytes(etree.tostring(outer))


def unsigned(material: Material) -> bytes:
    """No signature at all."""
    return material.send(material.evil())


def signature_cut_out(material: Material) -> bytes:
    """The signature of the true assertion taken away, a value changed."""
    genuine = material.genuine()
    genuine.remove(genuine.find(SIGNATURE))
    return material.send(etree.tostring(genuine).replace(b"Mehmet", b"Klara"))


def altered(material: Material) -> bytes:
    """A value changed below a true signature."""
    return material.send(etree.tostring(material.genuine()).replace(b"Mehmet", b"Klara"))


def own_certificate(material: Material) -> bytes:
    """Signed by the attacker, whose certificate lies in the signature."""
    evil = material.evil()
    xml.sign(evil, material.answers.other)
    return material.send(evil)


def _resigned(material: Material, change: Callable[[bytes], bytes]) -> bytes:
    """A forged assertion with the attacker's signature, whose text was changed."""
    evil = material.evil()
    xml.sign(evil, material.answers.other)
    return material.send(change(etree.tostring(evil)))


def no_algorithm(material: Material) -> bytes:
    """The signature names no algorithm ("none")."""
    return _resigned(material, lambda text: text.replace(xml.RSA_SHA256.encode(), b"none"))


def hmac_with_certificate(material: Material) -> bytes:
    """The provider's public certificate taken for a secret."""
    evil = material.evil()
    xml.sign(evil, material.answers.other)
    info = evil.find(f"{SIGNATURE}/{DS}SignedInfo")
    info.find(f"{DS}SignatureMethod").set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    secret = base64.b64decode(material.answers.pair.certificate)
    value = hmac.new(secret, xml.canonical(info), hashlib.sha256).digest()
    evil.find(f"{SIGNATURE}/{DS}SignatureValue").text = base64.b64encode(value).decode()
    return material.send(evil)


def empty_reference(material: Material) -> bytes:
    """The signature refers to "the document", whatever that is."""
    made = material.answers.assertion(material.asked, PERSONS["mehmet"], "high")
    xml.sign(made, material.answers.pair)
    return material.send(re.sub(rb'URI="#[^"]*"', b'URI=""', etree.tostring(made)))


def transformed(material: Material) -> bytes:
    """A transform that leaves nothing to be signed."""
    path = b'<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>0</ds:XPath></ds:Transform>'
    return material.send(
        etree.tostring(material.genuine()).replace(b"<ds:Transforms>", b"<ds:Transforms>" + path)
    )


def comment(material: Material) -> bytes:
    """A comment, which canonical XML drops, cuts the pseudonym for a careless reader."""
    genuine = material.genuine()
    pseudonym = material.answers.bpk2(material.asked.party, PERSONS["mehmet"]).encode()
    return material.send(
        etree.tostring(genuine).replace(pseudonym, pseudonym[:9] + b"<!-- -->" + pseudonym[9:])
    )


def entities(material: Material) -> bytes:
    """A document type with an entity that reads a file."""
    text = etree.tostring(etree.fromstring(material.send(material.genuine()))).decode()
    return (
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + text.replace("Success", "Success&x;")
    ).encode()


def entities_inside(material: Material) -> bytes:
    """The same within what is encrypted."""
    return material.send(b'<!DOCTYPE r [<!ENTITY x "Klara">]>' + etree.tostring(material.genuine()))


def broken_cipher(material: Material) -> bytes:
    """The encryption says CBC, whose failures tell about the content."""
    text = material.send(material.genuine())
    cbc = b"http://www.w3.org/2001/04/xmlenc#aes256-cbc"
    return text.replace(b"http://www.w3.org/2009/xmlenc11#aes256-gcm", cbc)


def no_audience(material: Material) -> bytes:
    """Truly signed, but meant for everybody."""
    made = material.answers.assertion(material.asked, PERSONS["mehmet"], "high")
    conditions = made.find(f"{{{SAML}}}Conditions")
    conditions.remove(conditions[0])
    xml.sign(made, material.answers.pair)
    return material.send(made)


def two_subjects(material: Material) -> bytes:
    """Truly signed, but with two confirmations of who may bring it."""
    made = material.answers.assertion(material.asked, PERSONS["mehmet"], "high")
    subject = made.find(f"{{{SAML}}}Subject")
    subject.append(copy.deepcopy(subject[1]))
    xml.sign(made, material.answers.pair)
    return material.send(made)


ATTACKS = [
    original_in_advice, whole_original_in_advice, same_id, original_in_object, evil_in_object, evil_around, evil_first,
    evil_last, evil_beside, signed_response_inside, unsigned, signature_cut_out, altered, own_certificate,
    no_algorithm, hmac_with_certificate, empty_reference, transformed, comment, entities, entities_inside,
    broken_cipher, no_audience, two_subjects,
]  # fmt: skip
