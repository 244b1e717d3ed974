"""Signatures in XML (W3C xmldsig-core1) over exactly one element, by keys that were configured.

Signature wrapping lives from two readers: one checks the signature of one element, the other reads another one.
Here the check returns the element, rebuilt from the very bytes that were signed, and nothing else is ever read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from ...providers import RefusedError
from .config import OwnKey
from .keys import read_certificate, read_key
from .names import DS, ENVELOPED, EXCLUSIVE
from .xml import NS, need

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

METHODS = {"rsa-sha256": SignatureMethod.RSA_SHA256, "rsa-pss-sha256": SignatureMethod.SHA256_RSA_MGF1}
_STRONG = frozenset({
    SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
    SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1,
    SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512,
})  # fmt: skip
_CONFIGURATION = SignatureConfiguration(
    location="./", signature_methods=_STRONG, ignore_ambiguous_key_info=True,
    digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}),
)  # fmt: skip
_TRANSFORMS = ([ENVELOPED, EXCLUSIVE], [ENVELOPED, EXCLUSIVE.rstrip("#")])


def sign(root: Element, own: OwnKey, method: str) -> Element:
    """``root`` signed as a whole; the signature takes the place of an empty ``ds:Signature`` with Id "placeholder"."""
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=METHODS[method],
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=EXCLUSIVE,
    )
    signed: Element = signer.sign(
        root, key=read_key(own.key.get_secret_value()), cert=[read_certificate(own.certificate)],
        reference_uri=f"#{root.get('ID')}", id_attribute="ID",
    )  # fmt: skip
    return signed


def is_signed(root: Element) -> bool:
    """Whether the element itself bears a signature."""
    return root.find("ds:Signature", NS) is not None


def verified(root: Element, certificates: Sequence[str]) -> Element:
    """``root`` as it was signed by one of ``certificates``; raises ``RefusedError("signature")``.

    Only this is accepted: a signature that is a child of ``root``, refers to ``root`` by an ID that occurs once in
    the document, and is enveloped with exclusive canonical XML; no other signature lies about.
    """
    _check_form(root)
    for certificate in certificates:
        try:
            result = XMLVerifier().verify(
                root, x509_cert=read_certificate(certificate), id_attribute="ID", expect_config=_CONFIGURATION
            )
        except (SignXMLException, ValueError, TypeError, KeyError, AttributeError, etree.LxmlError):
            continue
        found = None if isinstance(result, list) else result.signed_xml
        if found is not None and found.tag == root.tag and found.get("ID") == root.get("ID"):
            return found
    raise RefusedError("signature")


def _check_form(root: Element) -> None:
    identity = root.get("ID")
    identities = [node.get(name) for node in root.iter() for name in ("ID", "Id", "id") if node.get(name)]
    if not identity or identities.count(identity) != 1 or root.getparent() is not None:
        raise RefusedError("signature")
    own = need(root, "ds:Signature", "signature")
    if own.find("ds:Object", NS) is not None:
        raise RefusedError("signature")
    # An assertion directly below a signed response may have one of its own, which is checked by itself.
    allowed = [own, *root.findall("saml:Assertion/ds:Signature", NS)]
    if any(found not in allowed for found in root.iter(f"{{{DS}}}Signature")):
        raise RefusedError("signature")
    info = need(own, "ds:SignedInfo", "signature")
    reference = need(info, "ds:Reference", "signature")
    transforms = [node.get("Algorithm", "") for node in reference.findall("ds:Transforms/ds:Transform", NS)]
    canonical = need(info, "ds:CanonicalizationMethod", "signature").get("Algorithm")
    if reference.get("URI") != f"#{identity}" or transforms not in _TRANSFORMS or canonical != EXCLUSIVE:
        raise RefusedError("signature")
