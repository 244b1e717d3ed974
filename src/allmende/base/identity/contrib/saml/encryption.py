"""Opening encrypted assertions (W3C xmlenc-core1): AES-GCM for the content, RSA-OAEP for its key."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ...providers import RefusedError
from .config import OwnKey
from .keys import read_key
from .names import DATA_CIPHERS, DS, OAEP_MGF1P, XENC, XENC11
from .names import OAEP as OAEP11
from .xml import NS, need, only, parse, text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    f"{DS}sha1": hashes.SHA1, f"{XENC}sha256": hashes.SHA256, f"{XENC}sha512": hashes.SHA512,
    "http://www.w3.org/2001/04/xmldsig-more#sha384": hashes.SHA384,
}  # fmt: skip
_MASKS: dict[str, type[hashes.HashAlgorithm]] = {
    f"{XENC11}mgf1sha1": hashes.SHA1, f"{XENC11}mgf1sha256": hashes.SHA256,
    f"{XENC11}mgf1sha384": hashes.SHA384, f"{XENC11}mgf1sha512": hashes.SHA512,
}  # fmt: skip
_NONCE = 12


def opened(encrypted: Element, keys: Sequence[OwnKey]) -> Element:
    """What ``EncryptedAssertion`` holds, as a document of its own; raises ``RefusedError("encryption")``.

    Every failure looks the same, so that nobody learns from it.
    """
    data = need(encrypted, "xenc:EncryptedData", "encryption")
    cipher = need(data, "xenc:EncryptionMethod", "encryption").get("Algorithm", "")
    if cipher not in DATA_CIPHERS:
        raise RefusedError("encryption")
    content = _value(data)
    for wrapped in _wrapped_keys(encrypted, data):
        method, padding = _padding(wrapped)
        for own in keys if method else ():
            try:
                key = read_key(own.key.get_secret_value()).decrypt(_value(wrapped), padding)
                if len(key) != DATA_CIPHERS[cipher]:
                    continue
                plain = AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], None)
            except (ValueError, InvalidTag):
                continue
            return parse(plain)
    raise RefusedError("encryption")


def _wrapped_keys(encrypted: Element, data: Element) -> list[Element]:
    """The keys that lie in the data or beside it."""
    inside = data.findall("ds:KeyInfo/xenc:EncryptedKey", NS)
    return [*inside, *encrypted.findall("xenc:EncryptedKey", NS)][:5]


def _padding(wrapped: Element) -> tuple[str, OAEP]:
    method = need(wrapped, "xenc:EncryptionMethod", "encryption")
    algorithm = method.get("Algorithm", "")
    digest, mask = only(method, "ds:DigestMethod"), only(method, "xenc11:MGF")
    hashed = _HASHES.get(digest.get("Algorithm", "")) if digest is not None else hashes.SHA1
    masked = _MASKS.get(mask.get("Algorithm", "")) if mask is not None else hashes.SHA1
    label = only(method, "xenc:OAEPparams")
    known = algorithm in (OAEP_MGF1P, OAEP11) and hashed and masked and not text(label)
    if algorithm == OAEP_MGF1P:
        masked = hashes.SHA1
    if not known or hashed is None or masked is None:
        return "", OAEP(MGF1(hashes.SHA256()), hashes.SHA256(), None)
    return algorithm, OAEP(MGF1(masked()), hashed(), None)


def _value(element: Element) -> bytes:
    value = need(element, "xenc:CipherData/xenc:CipherValue", "encryption")
    try:
        return base64.b64decode("".join((value.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError("encryption") from None
