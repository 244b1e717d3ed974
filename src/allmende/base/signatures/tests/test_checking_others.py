"""Signatures beside a file, in XML and in containers are checked as those in PDFs; what is hostile is told."""

import asyncio
import base64
import hashlib
import zipfile
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from lxml import etree
from pyhanko.sign import signers
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner
from signxml.xades import XAdESSigner

from allmende.base.records.actions import file_document
from allmende.base.records.tests import factories as records
from allmende.base.signatures.checking.actions import check_file, trust_list
from allmende.base.signatures.checking.attached import Attached
from allmende.base.signatures.checking.documents import check_other
from allmende.base.signatures.checking.trust import anchors
from allmende.base.signatures.models import SignatureReport
from allmende.base.signatures.seals.network import TimeStamps
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import store_bytes
from allmende.standins.pki import PASSWORD

from .conftest import read

DATA = b"Ich beantrage Wohngeld."
FILE = Attached("antrag.txt", DATA)
XML = b'<antrag xmlns="urn:x"><name>Erika</name><betrag>12</betrag></antrag>'
DS = "{http://www.w3.org/2000/09/xmldsig#}"
ASIC = "http://uri.etsi.org/02918/v1.2.1#"


@pytest.fixture(autouse=True)
def trusting(tenant, trust):
    """Musterstadt trusts the test list."""
    signed_by = read(trust, "/pem/list").decode()
    return trust_list(by=None, name="Testliste", address=f"{trust.url}/trusted-list.xml", signers=signed_by)


@pytest.fixture
def erika(trust):
    return signers.SimpleSigner.load_pkcs12_data(read(trust, "/p12/person"), [], PASSWORD.encode())


def cms(erika, trust=None, data=DATA, detached=True, cades=True) -> bytes:
    stamps = TimeStamps(f"{trust.url}/tsa") if trust else None
    made = asyncio.run(
        erika.async_sign_general_data(data, "sha256", detached=detached, timestamper=stamps, use_cades=cades)
    )
    return made.dump()


def xades(trust, data=XML, method=SignatureConstructionMethod.enveloped, signer=XAdESSigner, **more) -> bytes:
    key, certificate, _chain = pkcs12.load_key_and_certificates(read(trust, "/p12/person"), PASSWORD.encode())
    made = signer(
        method=method, signature_algorithm=SignatureMethod.ECDSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_1,
    )  # fmt: skip
    assert isinstance(certificate, x509.Certificate)
    root = made.sign(etree.fromstring(data), key=key, cert=[certificate], **more)
    return etree.tostring(root)


def container(**parts: bytes) -> bytes:
    with zipfile.ZipFile(made := BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return made.getvalue()


def manifest(content=DATA, name="antrag.txt") -> bytes:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return (
        f'<a:ASiCManifest xmlns:a="{ASIC}" xmlns:ds="{DS[1:-1]}"><a:SigReference URI="META-INF/signature.p7s"/>'
        f'<a:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></a:DataObjectReference></a:ASiCManifest>"
    ).encode()


def the_only(content, *beside, name="antrag.txt.p7s"):
    (found,) = check_other(content, name, beside, anchors())
    return found


def told(found):
    return (found.verdict, found.why)


def test_a_signature_beside_its_file_says_who_and_when(erika, trust):
    found = the_only(cms(erika, trust), Attached("anderes.pdf", b"x"), FILE)
    assert told(found) == ("valid", "")
    assert (found.standard, found.level, found.proven, found.covers) == ("CAdES", "B-T", True, ["antrag.txt"])
    assert "Erika Musterfrau" in found.name
    assert "Testliste" in found.trusted_by
    assert found.qualified


def test_a_signature_around_its_content(erika):
    found = the_only(cms(erika, detached=False))
    assert (*told(found), found.level) == ("valid", "", "B-B")


def test_pem_and_simple_cms_are_read(erika):
    from asn1crypto import pem

    found = the_only(pem.armor("PKCS7", cms(erika, cades=False)), FILE)
    assert told(found) == ("valid", "")


@pytest.mark.parametrize(
    ("beside", "expected"),
    [((), ("unknown", "no_document")), ((Attached("anderes.txt", b"x"),), ("unknown", "no_document")),
     ((Attached("antrag.txt", DATA + b"!"),), ("changed", "altered"))],
)  # fmt: skip
def test_a_file_that_is_missing_is_told_and_one_that_was_changed_too(erika, beside, expected):
    found = the_only(cms(erika), *beside)
    assert told(found) == expected
    assert "Erika" in found.name


def test_a_revoked_certificate_is_told_in_each_kind(erika, trust):
    trust.misbehave(revoked=True)
    assert told(the_only(cms(erika), FILE)) == ("broken", "revoked")
    assert told(the_only(xades(trust))) == ("broken", "revoked")


def test_nobody_is_known_without_a_list(erika, trust, trusting):
    trusting.delete()
    assert told(the_only(cms(erika), FILE)) == ("unknown", "stranger")
    assert told(the_only(xades(trust))) == ("unknown", "stranger")


def test_a_forged_signature_is_told(erika, trust):
    made = cms(erika)
    assert told(the_only(made[:-3] + bytes([made[-3] ^ 1]) + made[-2:], FILE)) == ("broken", "forged")
    root = etree.fromstring(xades(trust))
    value = root.find(f".//{DS}SignatureValue")
    value.text = ("B" if value.text[0] == "A" else "A") + value.text[1:]
    assert told(the_only(etree.tostring(root))) == ("broken", "forged")


def test_signed_xml_says_who(trust):
    found = the_only(xades(trust))
    assert (*told(found), found.level, found.standard) == ("valid", "", "B-B", "XAdES")
    assert "Erika Musterfrau" in found.name
    assert found.qualified


def test_an_enveloping_signature_and_a_plain_one(trust):
    found = the_only(xades(trust, method=SignatureConstructionMethod.enveloping))
    assert told(found) == ("valid", "")
    found = the_only(xades(trust, signer=XMLSigner))
    assert (*told(found), found.level) == ("valid", "", "")


def stamped(trust, content: bytes, *kept: bytes) -> bytes:
    """The signed XML with a time stamp over its signature, and revocation lists kept with it."""
    x = "http://uri.etsi.org/01903/v1.3.2#"
    root = etree.fromstring(content)
    value = etree.tostring(root.find(f".//{DS}SignatureValue"), method="c14n")
    token = asyncio.run(
        TimeStamps(f"{trust.url}/tsa").async_timestamp(hashlib.sha256(value).digest(), "sha256")
    )
    place = root.find(f".//{{{x}}}QualifyingProperties")
    for name in ("UnsignedProperties", "UnsignedSignatureProperties"):
        place = etree.SubElement(place, f"{{{x}}}{name}")
    stamp = etree.SubElement(place, f"{{{x}}}SignatureTimeStamp")
    stamp_text = base64.b64encode(token.dump()).decode()
    etree.SubElement(stamp, f"{{{x}}}EncapsulatedTimeStamp").text = stamp_text
    if kept:
        lists = etree.SubElement(etree.SubElement(place, f"{{{x}}}RevocationValues"), f"{{{x}}}CRLValues")
        for one in kept:
            etree.SubElement(lists, f"{{{x}}}EncapsulatedCRLValue").text = base64.b64encode(one).decode()
    return etree.tostring(root)


def test_a_time_stamp_in_xml_proves_the_time(trust):
    found = the_only(stamped(trust, xades(trust)))
    assert (*told(found), found.level, found.proven) == ("valid", "", "B-T", True)
    other = etree.fromstring(stamped(trust, xades(trust)))
    mine = etree.fromstring(xades(trust))
    mine.find(f".//{DS}Object")[0].append(other.find(".//{*}UnsignedProperties"))
    found = the_only(etree.tostring(mine))
    assert (*told(found), found.level, found.proven) == ("valid", "", "B-B", False)


def kept_in_cms(content: bytes, *lists: bytes) -> bytes:
    """The signature with revocation lists kept with it (ETSI EN 319 122-1, A.1.2)."""
    from asn1crypto import cms as asn1
    from asn1crypto import core

    def tagged(tag: int, inner: bytes) -> bytes:
        size = len(inner).to_bytes(4, "big").lstrip(b"\0") or b"\0"
        length = size if len(inner) < 128 else bytes([0x80 | len(size)]) + size
        return bytes([tag]) + length + inner

    whole = asn1.ContentInfo.load(content)
    signer = whole["content"]["signer_infos"][0]
    values = core.Any.load(tagged(0x30, tagged(0xA0, tagged(0x30, b"".join(lists)))))
    known = list(signer["unsigned_attrs"]) if signer["unsigned_attrs"].native is not None else []
    attribute = asn1.CMSAttribute.load(tagged(
        0x30, core.ObjectIdentifier("1.2.840.113549.1.9.16.2.24").dump() + tagged(0x31, values.dump())
    ))  # fmt: skip
    signer["unsigned_attrs"] = [*known, attribute]
    return whole.dump(force=True)


def test_what_was_not_revoked_when_it_was_stamped_still_counts_where_that_is_proven(erika, trust):
    crl = read(trust, "/ca.crl")
    made, plain = kept_in_cms(cms(erika, trust), crl), cms(erika, trust)
    xml, bare = stamped(trust, xades(trust), crl), stamped(trust, xades(trust))
    assert (the_only(made, FILE).level, the_only(xml).level) == ("B-LT", "B-LT")
    trust.misbehave(revoked=True)
    assert [told(the_only(made, FILE)), told(the_only(xml))] == [("valid", ""), ("valid", "")]
    assert [told(the_only(plain, FILE)), told(the_only(bare))] == [("broken", "revoked")] * 2


def test_changed_xml_is_seen(trust):
    assert told(the_only(xades(trust).replace(b">12<", b">1200<"))) == ("changed", "altered")


def wrapped(content: bytes) -> bytes:
    """The signed root moved below another that nobody signed."""
    signed = etree.fromstring(content)
    signed.set("Id", "echt")
    fake = etree.fromstring(XML.replace(b"12", b"999999"))
    fake.append(signed.find(f"{DS}Signature"))
    fake.append(signed)
    return etree.tostring(fake)


def inside(content: bytes) -> bytes:
    root = etree.Element("huelle")
    root.append(etree.fromstring(content))
    return etree.tostring(root)


def twice(content: bytes) -> bytes:
    root = etree.fromstring(content)
    for node in root:
        if node.tag != f"{DS}Signature":
            node.set("Id", "gleich")
    return etree.tostring(root)


def by_path(content: bytes) -> bytes:
    return content.replace(
        b'<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>',
        b'<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>self::x</ds:XPath></ds:Transform>',
    )


def slipped_in(content: bytes) -> bytes:
    """Something beside the properties, inside the signature, which an enveloped signature leaves out."""
    root = etree.fromstring(content)
    etree.SubElement(root.find(f".//{DS}Object"), "mehr").text = "und 1000 Euro"
    return etree.tostring(root)


def second_object(content: bytes) -> bytes:
    """A further thing beside the one that is signed."""
    root = etree.fromstring(content)
    root.find(f".//{DS}Object").addnext(
        etree.fromstring(f'<ds:Object xmlns:ds="{DS[1:-1]}" Id="neu"><b/></ds:Object>')
    )
    return etree.tostring(root)


def entities(content: bytes) -> bytes:
    return b'<!DOCTYPE a [<!ENTITY x "y">]>' + content


def test_a_second_object_is_not_signed_along(trust):
    made = second_object(xades(trust, method=SignatureConstructionMethod.enveloping))
    assert told(the_only(made)) == ("unknown", "part")


@pytest.mark.parametrize("attack", [wrapped, inside, twice, by_path, slipped_in, entities])
def test_a_signature_is_never_called_valid_for_what_it_does_not_cover(trust, attack):
    for found in check_other(attack(xades(trust)), "a.xml", (), anchors()):
        assert found.verdict != "valid"


def test_weak_procedures_do_not_count(trust):
    weak = xades(trust).replace(b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#ecdsa-sha1")
    assert told(the_only(weak)) == ("unknown", "weak")


def test_a_container_with_a_list_of_files(erika, trust):
    found = the_only(container(antrag_dot_txt=DATA, **{
        "META-INF__ASiCManifest_dot_xml": manifest(), "META-INF__signature_dot_p7s": cms(erika, trust, manifest()),
    }))  # fmt: skip
    assert told(found) == ("valid", "")
    assert (found.standard, found.level, found.covers) == ("ASiC, CAdES", "B-T", ["antrag.txt"])


def test_a_simple_container_and_one_with_xml(erika, trust):
    found = the_only(container(antrag_dot_txt=DATA, **{"META-INF__signature_dot_p7s": cms(erika)}))
    assert told(found) == ("valid", "")
    beside = xades(trust, method=SignatureConstructionMethod.detached, reference_uri="antrag.xml")
    found = the_only(container(antrag_dot_xml=XML, **{"META-INF__signatures_dot_xml": beside}))
    assert (*told(found), found.standard, found.covers) == ("valid", "", "ASiC, XAdES", ["antrag.xml"])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [({"antrag_dot_txt": DATA + b"!"}, ("changed", "altered")), ({}, ("unknown", "no_document")),
     ({"antrag_dot_txt": DATA, "anhang_dot_txt": b"2"}, ("unknown", "part"))],
)  # fmt: skip
def test_a_container_whose_files_are_not_those_that_were_signed(erika, parts, expected):
    made = {
        "META-INF__ASiCManifest_dot_xml": manifest(),
        "META-INF__signature_dot_p7s": cms(erika, data=manifest()),
    }
    found = the_only(container(**made, **parts))
    assert told(found) == expected
    assert list(found.uncovered) == (["anhang.txt"] if expected[1] == "part" else list(found.uncovered))


def bomb() -> bytes:
    return container(**{"META-INF__signature_dot_p7s": b"x", "a": bytes(65 * 1024 * 1024)})


def lying() -> bytes:
    """A directory that says one byte, and a file of many megabytes."""
    made = bytearray(bomb())
    size = (65 * 1024 * 1024).to_bytes(4, "little")
    return bytes(made.replace(size, (1).to_bytes(4, "little")))


def elsewhere() -> bytes:
    return container(**{"META-INF__signature_dot_p7s": b"x", "_dot__dot___etc": b"x"})


@pytest.mark.parametrize("content", [
    bomb(), lying(), elsewhere(), b"PK\x03\x04META-INF", bytes.fromhex("308006092a864886f70d010702a080"),
    b'<a xmlns:x="http://uri.etsi.org/01903/v1.3.2#">' + b"<b>" * 3000,
    b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a xmlns="http://www.w3.org/2000/09/xmldsig#">&b;</a>',
    b'<?xml version="1.0"?><a xmlns:x="http://uri.etsi.org/01903/v1.3.2#"/>',
])  # fmt: skip
def test_what_is_made_to_harm_is_told_not_raised(content):
    assert {found.verdict for found in check_other(content, "a", (), anchors())} <= {"broken", "unknown"}


@pytest.mark.parametrize("content", [b'<?xml version="1.0"?><a/>', b"PK\x03\x04nonsense", b"0 Euro", b""])
def test_what_carries_no_signature_has_no_report(content):
    assert check_other(content, "a", (), anchors()) == []
    file = store_bytes(content=content or b" ", name="a", media_type="application/octet-stream")
    assert check_file(file=file) is None


def test_the_signature_may_come_before_its_file(erika):
    record = records.record()
    own = store_bytes(content=cms(erika), name="antrag.txt.p7s", media_type="application/pkcs7-signature")
    file_document(record=record, file=own, kind="evidence", title="Signatur", actor=SYSTEM)
    report = SignatureReport.objects.get(file=own)
    assert "nicht hier" in report.sentences[0]
    signed = store_bytes(content=DATA, name="antrag.txt", media_type="text/plain")
    file_document(record=record, file=signed, kind="evidence", title="Antrag", actor=SYSTEM)
    report.refresh_from_db()
    assert report.verdict == "valid"
    assert ("Unterschriebene Dateien", "antrag.txt") in report.details[0][1]
    assert ("Art und Stufe", "CAdES B-B") in report.details[0][1]
