"""Signing and encrypting XML by hand (W3C xmldsig-core1, xmlenc-core1), from the standards alone.

Written without the library that Allmende uses for the same, so that both are unlikely to be wrong alike.
"""

from __future__ import annotations

import base64
import copy
import datetime
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DS = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
RSA_PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"


@dataclass(frozen=True)
class Pair:
    """A key and its certificate in base64."""

    key: rsa.RSAPrivateKey
    certificate: str


def new_pair(name: str) -> Pair:
    """A key of 2048 bits and a certificate that it signs itself, good for a year."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now = datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    )
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(
        now - datetime.timedelta(hours=1)
    )
    made = builder.not_valid_after(now + datetime.timedelta(days=365)).sign(key, hashes.SHA256())
    return Pair(key, base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode())


def element(namespace: str, name: str, content: str = "", **attributes: str) -> Element:
    """An element with text."""
    made = etree.Element(f"{{{namespace}}}{name}", attributes)
    made.text = content or None
    return made


def below(parent: Element, namespace: str, name: str, content: str = "", **attributes: str) -> Element:
    """An element below ``parent``."""
    made = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    made.text = content or None
    return made


def canonical(node: Element) -> bytes:
    """Exclusive canonical XML without comments."""
    return bytes(etree.tostring(node, method="c14n", exclusive=True, with_comments=False, with_tail=False))


def sign(root: Element, pair: Pair, *, after: int = 1) -> None:
    """Put an enveloped signature over ``root`` (attribute ID) into it, as child number ``after``."""
    signature = etree.Element(f"{{{DS}}}Signature", nsmap={"ds": DS})
    info = below(signature, DS, "SignedInfo")
    below(info, DS, "CanonicalizationMethod", Algorithm=EXCLUSIVE)
    below(info, DS, "SignatureMethod", Algorithm=RSA_SHA256)
    reference = below(info, DS, "Reference", URI=f"#{root.get('ID')}")
    transforms = below(reference, DS, "Transforms")
    below(transforms, DS, "Transform", Algorithm=f"{DS}enveloped-signature")
    below(transforms, DS, "Transform", Algorithm=EXCLUSIVE)
    below(reference, DS, "DigestMethod", Algorithm=f"{XENC}sha256")
    below(reference, DS, "DigestValue", base64.b64encode(hashlib.sha256(canonical(root)).digest()).decode())
    root.insert(after, signature)
    value = pair.key.sign(canonical(info), padding.PKCS1v15(), hashes.SHA256())
    below(signature, DS, "SignatureValue", base64.b64encode(value).decode())
    data = below(below(signature, DS, "KeyInfo"), DS, "X509Data")
    below(data, DS, "X509Certificate", pair.certificate)


def is_signed_by(root: Element, certificates: list[str]) -> bool:
    """Whether ``root`` as a whole is signed by one of ``certificates``."""
    signature = root.find(f"{{{DS}}}Signature")
    if signature is None:
        return False
    info = signature.find(f"{{{DS}}}SignedInfo")
    reference = info.find(f"{{{DS}}}Reference")
    bare = copy.deepcopy(root)
    bare.remove(bare.find(f"{{{DS}}}Signature"))
    digest = base64.b64encode(hashlib.sha256(canonical(bare)).digest()).decode()
    if reference.get("URI") != f"#{root.get('ID')}" or reference.findtext(f"{{{DS}}}DigestValue") != digest:
        return False
    method = info.find(f"{{{DS}}}SignatureMethod").get("Algorithm")
    pads: dict[str, padding.AsymmetricPadding] = {
        RSA_SHA256: padding.PKCS1v15(), RSA_PSS: padding.PSS(padding.MGF1(hashes.SHA256()), 32),
    }  # fmt: skip
    value = base64.b64decode(signature.findtext(f"{{{DS}}}SignatureValue", ""))
    return method in pads and any(_fits(text, value, canonical(info), pads[method]) for text in certificates)


def _fits(certificate: str, value: bytes, content: bytes, pad: padding.AsymmetricPadding) -> bool:
    key = public_key(certificate)
    try:
        key.verify(value, content, pad, hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def public_key(certificate: str) -> rsa.RSAPublicKey:
    """The key in a certificate in base64."""
    key = x509.load_der_x509_certificate(base64.b64decode("".join(certificate.split()))).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("only RSA here")
    return key


def encrypt(content: bytes, certificate: str) -> Element:
    """``EncryptedData`` for the owner of ``certificate``: AES-256-GCM, its key by RSA-OAEP with SHA-256."""
    key, nonce = AESGCM.generate_key(256), os.urandom(12)
    data = etree.Element(f"{{{XENC}}}EncryptedData", {"Type": f"{XENC}Element"}, {"xenc": XENC, "ds": DS})
    below(data, XENC, "EncryptionMethod", Algorithm=f"{XENC11}aes256-gcm")
    wrapped = below(below(data, DS, "KeyInfo"), XENC, "EncryptedKey")
    method = below(wrapped, XENC, "EncryptionMethod", Algorithm=f"{XENC11}rsa-oaep")
    below(method, DS, "DigestMethod", Algorithm=f"{XENC}sha256")
    below(method, XENC11, "MGF", Algorithm=f"{XENC11}mgf1sha256")
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    value = public_key(certificate).encrypt(key, oaep)
    below(below(wrapped, XENC, "CipherData"), XENC, "CipherValue", base64.b64encode(value).decode())
    closed = nonce + AESGCM(key).encrypt(nonce, content, None)
    below(below(data, XENC, "CipherData"), XENC, "CipherValue", base64.b64encode(closed).decode())
    return data
