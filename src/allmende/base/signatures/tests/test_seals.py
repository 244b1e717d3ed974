"""Decisions are sealed as strongly as the services of the moment allow, and completed later."""

from io import BytesIO

import pytest
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

from allmende.base.records.actions import close_record, file_document
from allmende.base.records.models import Document
from allmende.base.records.rendering import render_document
from allmende.base.records.tests import factories as records
from allmende.base.signatures.contrib.pkcs12 import Settings
from allmende.base.signatures.models import IssuedDocument, Sealer
from allmende.base.signatures.seals.actions import save_sealer
from allmende.base.signatures.seals.network import forget_failures
from allmende.base.signatures.seals.renewing import AHEAD, note_stamps
from allmende.base.signatures.tasks import complete_seals, renew_stamps
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.queries import open_file
from allmende.foundation.kept import forget_all

DATA = {"text": "Ihr Antrag wird bewilligt.", "unit": {"name": "Steueramt"}, "case": {"reference": "K7P"}}


def content_of(file) -> bytes:
    with open_file(file) as opened:
        return opened.read()


def a_decision(kind: str = "decision"):
    return render_document(template="letter", data=DATA, title="Bescheid", kind=kind)


def filed_decision() -> Document:
    """A decision in a closed record."""
    record = records.record()
    document = file_document(
        record=record, file=a_decision(), kind="decision", title="Bescheid", actor=SYSTEM
    )
    close_record(record=record, on=timezone.localdate(), actor=SYSTEM)
    return document


def test_a_decision_is_sealed_for_the_archive(sealer):
    file = a_decision()
    issued = IssuedDocument.objects.get(file=file)
    pdf = PdfFileReader(BytesIO(content_of(file)))
    (seal,) = pdf.embedded_regular_signatures
    assert (issued.reached, issued.kind, issued.office) == ("B-LTA", "decision", "Steueramt")
    assert seal.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert seal.signer_info["unsigned_attrs"].native[0]["type"] == "signature_time_stamp_token"
    assert len(pdf.embedded_timestamp_signatures) == 1
    assert pdf.root["/DSS"]["/OCSPs"]


def test_a_sealed_document_stays_archivable_and_accessible(sealer):
    pdf = PdfReader(BytesIO(content_of(a_decision())))
    root = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="2"' in metadata
    assert 'pdfuaid:part="1"' in metadata
    assert root["/MarkInfo"]["/Marked"]
    for field in root["/AcroForm"]["/Fields"]:
        widget = field.get_object()
        assert widget["/F"] & 0b111 == 0b100  # printed, neither hidden nor invisible: PDF/A
        assert max(widget["/Rect"]) < 0  # off the page: PDF/UA
        assert widget["/TU"]
    assert all(page.get("/Tabs", "/S") == "/S" for page in pdf.pages)


def test_the_document_says_how_to_check_it(sealer):
    file = a_decision()
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content_of(file))).pages)
    issued = IssuedDocument.objects.get(file=file)
    for expected in ("elektronisch versiegelt", issued.code, "/pruefen/"):
        assert expected in text


def test_a_receipt_has_a_code_and_no_seal(sealer):
    file = a_decision("receipt")
    issued = IssuedDocument.objects.get(file=file)
    assert issued.code
    assert not issued.reached
    assert "versiegelt" not in PdfReader(BytesIO(content_of(file))).pages[0].extract_text()


def test_other_letters_have_neither(sealer):
    a_decision("letter")
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize(
    ("fault", "reached"),
    [("tsa_down", "B-B"), ("bad_token", "B-B"), ("ocsp_down", "B-T"), ("revoked", "")],
)
def test_a_decision_is_made_whatever_service_is_down(sealer, trust, fault, reached):
    trust.misbehave(**{fault: True})
    issued = IssuedDocument.objects.get(file=a_decision())
    assert (issued.wanted, issued.reached) == ("B-LTA", reached)


def test_a_document_without_a_seal_does_not_say_it_had_one(sealer, trust):
    trust.misbehave(revoked=True)
    text = PdfReader(BytesIO(content_of(a_decision()))).pages[0].extract_text()
    assert "versiegelt" not in text
    assert "/pruefen/" in text


@pytest.mark.parametrize("fault", ["tsa_down", "ocsp_down", "revoked"])
def test_a_seal_is_completed_later_behind_the_bytes_that_were_handed_out(sealer, trust, fault):
    trust.misbehave(**{fault: True})
    document = filed_decision()
    trust.misbehave()
    forget_failures()
    forget_all()
    complete_seals()
    complete_seals()
    first, copy = IssuedDocument.objects.filter(kind="decision").order_by("issued_at")
    assert (copy.original, copy.reached, copy.code) == (first, "B-LTA", first.code)
    assert content_of(copy.file).startswith(content_of(document.file))
    assert Document.objects.filter(file=copy.file, record=document.record).exists()
    pdf = PdfFileReader(BytesIO(content_of(copy.file)))
    assert pdf.embedded_timestamp_signatures
    assert pdf.root["/DSS"]


def test_a_service_that_is_down_is_not_waited_for_twice(sealer, trust):
    trust.misbehave(tsa_down=True)
    a_decision()
    trust.misbehave()  # nobody has noticed yet
    assert IssuedDocument.objects.get(file=a_decision()).reached == "B-B"


def test_an_expired_certificate_seals_nothing(sealer):
    Sealer.objects.update(valid_until=timezone.now())
    assert IssuedDocument.objects.get(file=a_decision()).reached == ""


def test_what_was_not_sealed_is_sealed_with_the_next_key(sealer, trust, key_file):
    Sealer.objects.update(valid_until=timezone.now())
    filed_decision()
    save_sealer(by=None, label="Neu", store="pkcs12", settings=Settings(**key_file), level="B-B")
    complete_seals()
    complete_seals()  # more cannot be had, so no second copy
    copy = IssuedDocument.objects.exclude(original=None).get()
    assert (copy.sealer.label, copy.reached) == ("Neu", "B-B")


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT"])
def test_the_level_is_the_municipalitys_choice(sealer, level):
    Sealer.objects.update(level=level)
    assert IssuedDocument.objects.get(file=a_decision()).reached == level


def test_an_archive_stamp_is_renewed_in_time_and_once(sealer, trust):
    document = filed_decision()
    note_stamps()
    first = IssuedDocument.objects.get(kind="decision")
    assert first.stamp_until > timezone.now()
    IssuedDocument.objects.update(stamp_until=timezone.now() + AHEAD / 2)
    trust.misbehave(tsa_down=True)
    renew_stamps()
    assert IssuedDocument.objects.filter(kind="decision").count() == 1  # tried again later
    trust.misbehave()
    forget_failures()
    forget_all()
    for _twice in range(2):
        renew_stamps()
    first, copy = IssuedDocument.objects.filter(kind="decision").order_by("issued_at")
    assert (copy.original, copy.reached, copy.code) == (first, "B-LTA", first.code)
    assert (first.renewed_at is not None, copy.stamp_until > first.stamp_until) == (True, True)
    assert content_of(copy.file).startswith(content_of(document.file))
    stamps = PdfFileReader(BytesIO(content_of(copy.file))).embedded_timestamp_signatures
    assert len(stamps) == 2


@pytest.mark.parametrize("when", [AHEAD * 2, -AHEAD])
def test_what_holds_long_or_ended_already_is_left(sealer, when):
    filed_decision()
    IssuedDocument.objects.update(stamp_until=timezone.now() + when)
    renew_stamps()
    assert IssuedDocument.objects.filter(kind="decision").count() == 1
