"""Signed XML (XAdES: ETSI EN 319 132-1): in the document, around it, or beside files.

Signature wrapping lives from two readers, of which one checks this element and the other shows that one. Here
nothing of the document is shown: it is said whether the signature covers the whole of it, or which files. What
leaves that open (an Id twice, transforms that choose parts) is never called valid.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from allmende.base.signatures.models import Level
from allmende.base.signatures.seals.certificates import ends, holder_of, organisation_of

from .attached import Attached, with_digest
from .chain import anchor_of, as_of, asker, is_qualified, issuer_of, judge_problem, usages
from .found import ALTERED, AMBIGUOUS, FORGED, NO_DOCUMENT, PART, UNREADABLE, WEAK, Found, Verdict
from .trust import Anchor

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST = 20
STANDARD = "XAdES"
LARGEST, MOST_ELEMENTS = 10 * 1024 * 1024, 200_000
DS = "http://www.w3.org/2000/09/xmldsig#"
_XADES = "http://uri.etsi.org/01903/v1.3.2#"
_XADES141 = "http://uri.etsi.org/01903/v1.4.1#"
_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
NS = {"ds": DS, "x": _XADES, "x141": _XADES141}
_ENVELOPED = f"{DS}enveloped-signature"
_CANONICAL = (
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
)  # fmt: skip
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}


class _Refused(Exception):
    """The check ends here with this finding."""

    def __init__(self, verdict: Verdict, why: str) -> None:
        super().__init__(why)
        self.verdict, self.why = verdict, why


@dataclass(frozen=True)
class _Scope:
    """What the references of a signature cover: all of the document, names of files, a part."""

    whole: bool
    files: tuple[str, ...]
    part: bool


def check_xml(content: bytes, beside: Sequence[Attached], anchors: Sequence[Anchor]) -> list[Found]:
    """Each signature of an XML file; ``beside``: the files that it may refer to."""
    try:
        root = read_xml(content)
        signatures = _signatures(root)
    except Exception:
        return [Found(Verdict.BROKEN, UNREADABLE, standard=STANDARD)]
    if not signatures or len(list(root.iter(f"{{{DS}}}Signature"))) != len(signatures):
        # Somewhere inside: of whatever it is, the document as a whole is not signed.
        return [Found(Verdict.UNKNOWN, PART, standard=STANDARD)]
    return [_check(root, signature, beside, anchors) for signature in signatures[:MOST]]


def read_xml(content: bytes) -> Element:
    """The root; raises ``ValueError`` for what is too large, has a DTD or entities."""
    from lxml import etree

    if len(content) > LARGEST:
        raise ValueError("too large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    root: Element = etree.fromstring(content, parser)
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise ValueError("a document type")
    if sum(1 for _node in root.iter()) > MOST_ELEMENTS:
        raise ValueError("too many elements")
    return root


def _signatures(root: Element) -> list[Element]:
    """Signatures at the places where they stand for the whole: the root, its children, children of a list of them."""
    if root.tag == f"{{{DS}}}Signature":
        return [root]
    return list(root.findall("ds:Signature", NS))


def _check(root: Element, signature: Element, beside: Sequence[Attached], anchors: Sequence[Anchor]) -> Found:
    certificate = None
    try:
        certificates = _certificates(signature)
        certificate = certificates[0]
        scope = _scope(root, signature, beside)
        certificate = _verify(root, signature, certificates, beside)
        return asyncio.run(_trusted(signature, certificate, certificates, scope, anchors))
    except _Refused as refused:
        verdict, why = refused.verdict, refused.why
    except Exception:  # hostile or broken: shown, never believed
        verdict, why = Verdict.BROKEN, UNREADABLE
    name = holder_of(certificate) if certificate is not None else ""
    return Found(verdict, why, name=name, at=_said_time(signature), standard=STANDARD)


def _certificates(signature: Element) -> list[Any]:
    from asn1crypto import x509

    texts = signature.findall("ds:KeyInfo/ds:X509Data/ds:X509Certificate", NS)[:MOST]
    found = [x509.Certificate.load(base64.b64decode(text.text or "")) for text in texts]
    if not found:
        raise _Refused(Verdict.BROKEN, UNREADABLE)
    return found


def _scope(root: Element, signature: Element, beside: Sequence[Attached]) -> _Scope:
    """What is signed, as far as the form leaves no doubt; raises ``_Refused``."""
    identities = [node.get(name) for node in root.iter() for name in ("Id", "ID", "id") if node.get(name)]
    if len(identities) != len(set(identities)):
        raise _Refused(Verdict.BROKEN, AMBIGUOUS)
    whole = part = False
    files: list[str] = []
    objects = {
        found.get("Id", "") for found in signature.findall("ds:Object", NS)
        if len(found) != 1 or found.find("x:QualifyingProperties", NS) is None
    }  # fmt: skip
    open_objects = set(objects)
    for reference in signature.findall("ds:SignedInfo/ds:Reference", NS):
        uri = reference.get("URI")
        if reference.get("Type") == _PROPERTIES or _is_key_info(signature, uri):
            continue
        _check_transforms(reference)
        if uri is None:
            raise _Refused(Verdict.BROKEN, AMBIGUOUS)
        if uri == "" or (root.get("Id", root.get("ID")) and uri == f"#{root.get('Id', root.get('ID'))}"):
            whole = whole or root is not signature
        elif uri.startswith("#"):
            open_objects.discard(uri[1:])
            part = part or uri[1:] not in objects
        else:
            files.append(_file(reference, uri, beside).name)
    if objects:
        whole = whole or not open_objects
        part = part or bool(open_objects)
    return _Scope(whole, tuple(files), part)


def _is_key_info(signature: Element, uri: str | None) -> bool:
    info = signature.find("ds:KeyInfo", NS)
    return bool(uri and info is not None and info.get("Id") and uri == f"#{info.get('Id')}")


def _check_transforms(reference: Element) -> None:
    """Only what leaves nothing out but the signature itself."""
    for transform in reference.findall("ds:Transforms/ds:Transform", NS):
        algorithm = transform.get("Algorithm", "")
        if algorithm != _ENVELOPED and not algorithm.startswith(_CANONICAL):
            raise _Refused(Verdict.UNKNOWN, PART)


def _file(reference: Element, uri: str, beside: Sequence[Attached]) -> Attached:
    """The file that a reference means: by what was signed, else by its name."""
    method = reference.find("ds:DigestMethod", NS)
    value = reference.find("ds:DigestValue", NS)
    algorithm = DIGESTS.get(method.get("Algorithm", "") if method is not None else "", "")
    digest = base64.b64decode((value.text or "") if value is not None else "")
    found = with_digest(beside, digest, algorithm)
    name = unquote(uri).removeprefix("./")
    found = found or next((file for file in beside if file.name == name), None)
    if found is None:
        raise _Refused(Verdict.UNKNOWN, NO_DOCUMENT)
    return found


def _verify(
    root: Element, signature: Element, certificates: Sequence[Any], beside: Sequence[Attached]
) -> Any:
    """The certificate whose key signed; every reference was found unchanged. Raises ``_Refused``."""
    from cryptography import x509
    from signxml.exceptions import InvalidDigest, InvalidSignature
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    _check_strength(signature)
    references = {node.get("URI", ""): node for node in signature.findall("ds:SignedInfo/ds:Reference", NS)}

    def resolve(uri: str) -> Any:
        content = _file(references[uri], uri, beside).content
        canonical = references[uri].find("ds:Transforms/ds:Transform", NS) is not None
        return read_xml(content) if canonical else content

    one = _alone(root, signature)
    for certificate in _signing(signature, certificates):
        loaded = x509.load_der_x509_certificate(certificate.dump())
        configuration = SignatureConfiguration(
            location="./" if one.tag != f"{{{DS}}}Signature" else "", expect_references=True,
            ignore_ambiguous_key_info=True, verification_time=loaded.not_valid_before_utc + timedelta(seconds=1),
        )  # fmt: skip
        try:
            XMLVerifier().verify(
                one,
                x509_cert=loaded,
                uri_resolver=resolve,
                expect_config=configuration,
                validate_schema=False,
            )
        except InvalidDigest:
            raise _Refused(Verdict.CHANGED, ALTERED) from None
        except InvalidSignature:
            continue
        return certificate
    raise _Refused(Verdict.BROKEN, FORGED)


def _alone(root: Element, signature: Element) -> Element:
    """What signxml reads: the document with this one signature, or the signature with its files beside it."""
    from lxml import etree

    beside = signature.getparent() is None or root.tag.endswith("}XAdESSignatures")
    if not beside and len(root.findall("ds:Signature", NS)) > 1:
        raise _Refused(Verdict.UNKNOWN, PART)
    found: Element = etree.fromstring(etree.tostring(signature if beside else root, with_tail=False))
    return found


def _check_strength(signature: Element) -> None:
    """Only procedures that still bind."""
    paths = ("ds:SignedInfo/ds:SignatureMethod", "ds:SignedInfo/ds:Reference/ds:DigestMethod")
    for path in paths:
        for node in signature.findall(path, NS):
            algorithm = node.get("Algorithm", "").lower()
            if "hmac" in algorithm or not any(
                name in algorithm for name in ("sha256", "sha384", "sha512", "sha3")
            ):
                raise _Refused(Verdict.UNKNOWN, WEAK)


def _signing(signature: Element, certificates: Sequence[Any]) -> list[Any]:
    """The certificates that the signature names as its own (XAdES), else all that lie there."""
    paths = ("x:SigningCertificateV2", "x:SigningCertificate")
    named = [
        node for path in paths for node in signature.findall(
            f"ds:Object/x:QualifyingProperties/x:SignedProperties/x:SignedSignatureProperties/{path}/x:Cert/x:CertDigest",
            NS,
        )
    ]  # fmt: skip
    if not named:
        return list(certificates)
    method, value = named[0].find("ds:DigestMethod", NS), named[0].find("ds:DigestValue", NS)
    algorithm = (method.get("Algorithm", "") if method is not None else "").rpartition("#")[2]
    digest = base64.b64decode((value.text or "") if value is not None else "")
    if algorithm not in ("sha1", "sha256", "sha384", "sha512"):
        raise _Refused(Verdict.UNKNOWN, WEAK)
    found = [
        one
        for one in certificates
        if hashlib.new(algorithm, one.dump(), usedforsecurity=False).digest() == digest
    ]
    if not found:
        raise _Refused(Verdict.BROKEN, FORGED)
    return found


async def _trusted(
    signature: Element,
    certificate: Any,
    certificates: Sequence[Any],
    scope: _Scope,
    anchors: Sequence[Anchor],
) -> Found:
    asking = asker(anchors)
    stamp = await _stamp(signature, asking)
    problem, path = await _path(certificate, certificates, asking())
    if problem is not None and stamp is not None:
        crls, ocsps = _kept_answers(signature)
        if crls or ocsps:
            problem, path = await _path(certificate, certificates, as_of(anchors, stamp, crls, ocsps))
    verdict, why = judge_problem(problem)
    if verdict == Verdict.VALID and not ((scope.whole or scope.files) and not scope.part):
        verdict, why = Verdict.UNKNOWN, PART
    anchor = anchor_of(path, anchors) if problem is None else None
    found = Found(
        verdict, why, name=holder_of(certificate), organisation=organisation_of(certificate),
        issuer=issuer_of(certificate), at=_said_time(signature), level=_level(signature, stamp is not None),
        trusted_by=anchor.words if anchor else "", qualified=is_qualified(certificate, anchor),
        certificate_until=ends(certificate).isoformat(), standard=STANDARD, covers=scope.files,
    )  # fmt: skip
    return replace(found, at=stamp.isoformat(), proven=True) if stamp is not None else found


async def _path(certificate: Any, certificates: Sequence[Any], context: Any) -> tuple[Any, Any]:
    """(why it is not believed or None, the path to whom we trust)."""
    from pyhanko.sign.validation.generic_cms import validate_cert_usage

    context.certificate_registry.register_multiple(certificates)
    result = await validate_cert_usage(
        certificate, context, key_usage_settings=usages(),
        paths=context.path_builder.async_build_paths_lazy(certificate),
    )  # fmt: skip
    return result.error_subindic, result.success_result


async def _stamp(signature: Element, asking: Any) -> Any:
    """The moment that a trusted time stamp proves, or None."""
    from asn1crypto import cms
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    value = signature.find("ds:SignatureValue", NS)
    for node in signature.iterfind(".//x:SignatureTimeStamp", NS):
        token = node.find("x:EncapsulatedTimeStamp", NS)
        if token is None or value is None:
            continue
        method = node.find("ds:CanonicalizationMethod", NS)
        imprint = _canonical(value, method.get("Algorithm", "") if method is not None else _CANONICAL[0])
        data = cms.ContentInfo.load(base64.b64decode(token.text or ""))["content"]

        def digest(algorithm: str, imprint: bytes = imprint) -> bytes:
            return hashlib.new(algorithm, imprint).digest()

        status = TimestampSignatureStatus(**await validate_tst_signed_data(data, asking(), digest))
        if status.valid and status.intact and status.trusted:
            return status.timestamp
    return None


def _canonical(node: Element, algorithm: str) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(node, method="c14n", exclusive="exc-c14n" in algorithm, with_comments=False))


def _kept_answers(signature: Element) -> tuple[list[Any], list[Any]]:
    from asn1crypto import crl, ocsp

    def each(name: str) -> list[bytes]:
        return [base64.b64decode(node.text or "") for node in signature.iterfind(f".//x:{name}", NS)][:MOST]

    return (
        [crl.CertificateList.load(one) for one in each("EncapsulatedCRLValue")],
        [ocsp.OCSPResponse.load(one) for one in each("EncapsulatedOCSPValue")],
    )


def _said_time(signature: Element) -> str:
    """When it was signed, as the signer says; empty where that is no moment."""
    from django.utils.dateparse import parse_datetime

    text = signature.findtext(".//x:SigningTime", "", NS).strip()
    try:
        found = parse_datetime(text)
    except ValueError:
        return ""
    return found.isoformat() if found is not None and found.tzinfo is not None else ""


def _level(signature: Element, proven: bool) -> str:
    """The baseline level as the properties show it; empty: no XAdES."""
    if signature.find("ds:Object/x:QualifyingProperties/x:SignedProperties", NS) is None:
        return ""
    if proven and signature.find(".//x141:ArchiveTimeStamp", NS) is not None:
        return Level.LTA
    if proven and signature.find(".//x:RevocationValues", NS) is not None:
        return Level.LT
    return Level.T if proven else Level.B
