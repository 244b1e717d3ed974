"""Documents that arrive signed are checked after receipt: who, when, intact, trusted."""

import base64
from io import BytesIO

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from allmende.base.records.actions import file_document
from allmende.base.records.rendering import render_pdf
from allmende.base.records.tests import factories as records
from allmende.base.signatures.checking.actions import (
    check_file,
    read_again,
    trust_certificates,
    trust_list,
)
from allmende.base.signatures.checking.lists import ListRefusedError
from allmende.base.signatures.checking.pdf import check_pdf
from allmende.base.signatures.checking.trust import anchors
from allmende.base.signatures.checking.words import sentence
from allmende.base.signatures.models import SignatureReport, TrustedList
from allmende.base.signatures.seals.network import TimeStamps
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import store_bytes
from allmende.standins.pki import PASSWORD

from .conftest import read


@pytest.fixture
def letter(tenant) -> bytes:
    data = {"text": "Vollmacht", "case": {"reference": "K7P"}}
    return render_pdf(template="letter", data=data, title="Vollmacht")


@pytest.fixture
def trusting(tenant, trust):
    """Musterstadt trusts the test list."""
    return trust_list(
        by=None,
        name="Testliste",
        address=f"{trust.url}/trusted-list.xml",
        signers=read(trust, "/pem/list").decode(),
    )


@pytest.fixture
def signed(letter, trust) -> bytes:
    """Erika's qualified signature, with a time stamp."""
    signer = signers.SimpleSigner.load_pkcs12_data(read(trust, "/p12/person"), [], PASSWORD.encode())
    metadata = signers.PdfSignatureMetadata(field_name="Erika", subfilter=SigSeedSubFilter.PADES)
    made = signers.PdfSigner(metadata, signer, timestamper=TimeStamps(f"{trust.url}/tsa"))
    return made.sign_pdf(IncrementalPdfFileWriter(BytesIO(letter))).getvalue()


def the_only(content: bytes):
    (found,) = check_pdf(content, anchors())
    return found


def test_a_good_signature_says_who_and_when(trusting, signed):
    found = the_only(signed)
    assert (found.verdict, found.why, found.level) == ("valid", "", "B-T")
    assert "Erika Musterfrau" in found.name
    assert found.proven
    assert "Testliste" in found.trusted_by
    assert found.qualified


def test_without_a_list_nobody_is_known(tenant, signed):
    found = the_only(signed)
    assert (found.verdict, found.why) == ("unknown", "stranger")
    assert "Erika Musterfrau" in found.name


def test_a_byte_changed_inside_is_seen(trusting, signed):
    place = signed.index(b"/MediaBox")
    found = the_only(signed[:place] + b"/MediaBoy" + signed[place + 9 :])
    assert (found.verdict, found.why) == ("changed", "altered")


def test_a_page_added_later_is_seen(trusting, signed):
    from pypdf import PdfWriter

    writer = PdfWriter(BytesIO(signed), incremental=True)
    writer.add_blank_page()
    out = BytesIO()
    writer.write(out)
    assert the_only(out.getvalue()).verdict == "changed"


def test_a_revoked_certificate_is_told(trusting, signed, trust):
    trust.misbehave(revoked=True)
    found = the_only(signed)
    assert (found.verdict, found.why) == ("broken", "revoked")


def test_where_nobody_answers_nothing_is_confirmed(trusting, signed, trust):
    trust.misbehave(ocsp_down=True)
    found = the_only(signed)
    assert (found.verdict, found.why) == ("unknown", "no_answer")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 /ByteRange", b"%PDF-1.7\n/ByteRange [0 1]\n%%EOF"])
def test_what_cannot_be_read_is_told_not_raised(trusting, content):
    assert {found.verdict for found in check_pdf(content, anchors())} <= {"broken"}


def test_what_would_keep_us_busy_is_told_and_not_believed(trusting, signed, monkeypatch):
    def busy(*_):
        while True:
            pass

    monkeypatch.setattr("allmende.base.signatures.checking.pdf.check_here", busy)
    monkeypatch.setattr("allmende.base.signatures.checking.pdf.CPU_SECONDS", 1)
    found = the_only(signed)
    assert (found.verdict, found.why) == ("unknown", "too_much")
    assert "nicht geprüft" in sentence(found.as_json()).lower()


def test_an_unsigned_document_has_no_report(tenant, letter):
    file = store_bytes(content=letter, name="a.pdf", media_type="application/pdf")
    assert check_file(file=file) is None
    assert not SignatureReport.objects.exists()


def test_what_arrives_is_checked_by_a_job(trusting, signed):
    file = store_bytes(content=signed, name="vollmacht.pdf", media_type="application/pdf")
    file_document(record=records.record(), file=file, kind="evidence", title="Vollmacht", actor=SYSTEM)
    assert SignatureReport.objects.get(file=file).verdict == "valid"


def test_a_list_signed_by_somebody_else_is_refused(tenant, trust):
    with pytest.raises(ListRefusedError, match="nicht von jemandem"):
        trust_list(
            by=None,
            name="x",
            address=f"{trust.url}/trusted-list.xml",
            signers=read(trust, "/pem/seal").decode(),
        )


def test_an_older_list_does_not_replace_a_newer_one(trusting):
    TrustedList.objects.update(sequence=10**9)
    trusting.refresh_from_db()
    read_again(trusted=trusting)
    assert "älter" in trusting.problem
    assert trusting.services


def test_certificates_can_be_trusted_by_hand(tenant, trust, signed):
    trust_certificates(by=None, name="Unsere CA", certificates=read(trust, "/ca.pem").decode())
    found = the_only(signed)
    assert found.verdict == "valid"
    assert not found.qualified


@pytest.mark.parametrize("text", ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_is_refused(tenant, text):
    with pytest.raises(ListRefusedError):
        trust_certificates(by=None, name="x", certificates=text)


def test_lists_hold_certificates_only(trusting):
    assert {service["type"].rpartition("/")[2] for service in trusting.services} == {"QC", "QTST"}
    for service in trusting.services:
        base64.b64decode(service["certificate"], validate=True)
