"""Anyone verifies a document of ours, by file or code; nothing is kept, nothing personal is told."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.base.signatures.models import IssuedDocument
from allmende.base.signatures.seals.finisher import symbol_of
from allmende.foundation.files.models import StoredFile
from allmende.foundation.ids import new_reference
from allmende.foundation.tenants.context import use_tenant

from .test_seals import a_decision, content_of

PAGE = "/pruefen/"


@pytest.fixture
def issued(sealer):
    return IssuedDocument.objects.select_related("file").get(file=a_decision())


def ask(client, content: bytes | None = None, code: str = "") -> str:
    files = {"file": SimpleUploadedFile("b.pdf", content)} if content is not None else {}
    answer = client.post(PAGE, {"code": code, **files})
    assert answer.status_code in (200, 400), answer.status_code
    return answer.content.decode()


def test_the_file_that_was_handed_out_is_genuine(client, issued):
    page = ask(client, content_of(issued.file))
    assert "Dieses Dokument ist echt" in page
    assert "Steueramt" in page
    assert issued.sealer.holder in page


def test_what_was_added_is_seen(client, issued):
    content = content_of(issued.file)
    assert "etwas hinzugefügt" in ask(client, content + b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n")


def test_what_was_changed_is_seen(client, issued):
    content = content_of(issued.file)
    assert "nicht das, was wir ausgestellt haben" in ask(client, content[:2000] + b"x" + content[2001:])


def test_another_file_is_unknown(client, issued):
    assert "Wir kennen dieses Dokument nicht" in ask(client, b"%PDF-1.7 something else")


def test_the_code_alone_tells_kind_day_and_office(client, issued):
    page = ask(client, code=issued.code.lower().replace("-", " "))
    assert "Es gibt ein Dokument mit diesem Code" in page
    assert "Steueramt" in page
    assert "K7P" not in page.replace("K7P-4MZ-Q2X-8RT", "")  # the case's reference; the other is the hint's


def test_the_qr_code_leads_to_the_answer(client, issued):
    assert "Es gibt ein Dokument" in client.get(PAGE, {"code": issued.code}).content.decode()


def test_every_code_can_be_read_by_a_camera():
    zxing = pytest.importorskip("zxingcpp", reason="zxing-cpp reads QR codes")
    image = pytest.importorskip("PIL.Image")
    for number in range(40):
        address = f"https://www.musterstadt.example/dokument-pruefen/?code={new_reference(12)}{'x' * number}"
        picture = io.BytesIO()
        symbol_of(address).save(picture, kind="png", scale=3)
        assert [found.text for found in zxing.read_barcodes(image.open(picture).convert("L"))] == [address]


def test_code_and_file_of_two_documents_do_not_belong_together(client, issued):
    other = IssuedDocument.objects.get(file=a_decision())
    assert "gehören nicht zusammen" in ask(client, content_of(issued.file), other.code)


def test_a_document_of_another_municipality_is_unknown(client, tenant, other_tenant):
    with use_tenant(other_tenant):
        issued = IssuedDocument.objects.select_related("file").get(file=a_decision("receipt"))
        content = content_of(issued.file)
    assert "Wir kennen dieses Dokument nicht" in ask(client, code=issued.code)
    assert "Wir kennen dieses Dokument nicht" in ask(client, content)


def test_nothing_is_kept(client, issued):
    before = StoredFile.objects.count()
    ask(client, b"%PDF-1.7 something else" * 200_000)
    assert StoredFile.objects.count() == before


def test_a_large_file_stays_in_memory_or_outside(client, issued, settings, monkeypatch):
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", None)
    assert "Wir kennen dieses Dokument nicht" in ask(client, b"x" * 3_000_000)
    monkeypatch.setattr(settings, "ENVIRONMENT", settings.ENVIRONMENT.model_copy(update={"upload_limit": 1}))
    assert "zu groß" in ask(client, b"x" * 3_000_000)


def test_codes_cannot_be_tried_out(client, issued):
    for _ in range(30):
        client.get(PAGE, {"code": "AAA"})
    assert client.get(PAGE, {"code": issued.code}).status_code == 429


def test_neither_file_nor_code(client, issued):
    assert re.search("Bitte wählen Sie eine Datei", ask(client))
