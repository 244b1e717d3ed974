import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.foundation.events.types import PUBLIC
from allmende.foundation.files.actions import claim_files, receive_file, release_files, store_bytes
from allmende.foundation.files.errors import FileRefusedError
from allmende.foundation.files.models import StoredFile
from allmende.foundation.files.names import clean_name
from allmende.foundation.files.queries import files_of, open_file
from allmende.foundation.files.storage import file_storage
from allmende.foundation.tenants.context import use_tenant

from .factories import PDF, archive, docx, photograph, receive


def test_it_keeps_content_type_and_size(tenant):
    stored = receive(PDF, "Bescheid.pdf")
    assert (stored.media_type, stored.size, stored.name) == ("application/pdf", len(PDF), "Bescheid.pdf")
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert open_file(stored).read() == PDF


def test_it_takes_djangos_uploads(tenant):
    upload = SimpleUploadedFile("chip.pdf", PDF)
    assert receive_file(upload=upload, name=upload.name, actor=PUBLIC).size == len(PDF)


def test_the_same_content_is_stored_once(tenant):
    assert receive(PDF, "a.pdf").path == receive(PDF, "b.pdf").path
    assert StoredFile.objects.count() == 2


def test_tenants_share_no_content(tenant, other_tenant):
    mine = receive(PDF, "a.pdf")
    with use_tenant(other_tenant):
        assert receive(PDF, "a.pdf").path != mine.path
        assert not StoredFile.objects.filter(pk=mine.pk).exists()


def refusal(content: bytes, name: str, **arguments) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as refused:
        receive(content, name, **arguments)
    assert not StoredFile.objects.exists()
    return refused.value


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rechnung.pdf", photograph()),
        ("foto.jpg", PDF),
        ("brief.docx", archive(("hallo.txt", b"hallo"))),
        ("seite.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("bild.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("liste.csv", b"\x00\x01\x02\x03 not text \xff\xfe"),
        ("altes.doc", PDF),
    ],
)
def test_a_wrong_type_behind_a_right_name_is_refused(tenant, name, content):
    error = refusal(content, name)
    assert error.code == "mismatch"
    assert name in str(error)


@pytest.mark.parametrize("name", ["setup.exe", "brief.pdf.exe", "brief"])
def test_programs_are_refused(tenant, name):
    assert refusal(b"MZ\x90\x00" + bytes(200), name).code == "program"


def test_a_script_is_refused_whatever_its_name(tenant):
    assert refusal(b"#!/bin/sh\nrm -rf /\n", "notiz.txt").code == "program"


def test_office_macros_are_refused(tenant):
    assert refusal(docx(("word/vbaProject.bin", b"x")), "brief.docm").code == "macros"


def test_an_empty_file_is_refused(tenant):
    assert refusal(b"", "leer.pdf").code == "empty"


def test_a_file_over_the_limit_is_refused_before_it_is_read_whole(tenant):
    class Endless(io.RawIOBase):
        served = 0

        def read(self, size=-1):
            self.served += size
            return b"%PDF-" + bytes(size - 5)

    endless = Endless()
    with pytest.raises(FileRefusedError) as refused:
        receive_file(upload=endless, name="gross.pdf", actor=PUBLIC, max_bytes=1024 * 1024)
    assert refused.value.code == "too-large"
    assert endless.served < 1.2 * 1024 * 1024


def test_the_caller_names_what_is_accepted(tenant):
    assert receive(photograph(), "foto.jpg", allowed=["image/*"]).media_type == "image/jpeg"
    assert receive(photograph(), "foto.jpeg", allowed=["image/jpg"]).media_type == "image/jpeg"
    with pytest.raises(FileRefusedError, match="JPEG") as refused:
        receive(PDF, "brief.pdf", allowed=["image/jpeg"])
    assert refused.value.code == "type"


def test_a_wildcard_lets_no_script_in(tenant):
    assert refusal(b"<svg onload='alert(1)'/>", "bild.svg", allowed=["image/*"]).code == "type"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Ada\\Hund.pdf", "Hund.pdf"),
        ("a\x00b\x1f\u202egpj.exe\u202c.pdf", "abgpj.exe.pdf"),
        ("Gru\u0308n.pdf", "Grün.pdf"),
        ("zwei\nZeilen.pdf", "zwei Zeilen.pdf"),
        (".htaccess", "htaccess"),
        ("CON.pdf", "_CON.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_names_are_made_harmless(typed, kept):
    assert clean_name(typed) == kept


def test_a_long_name_keeps_its_ending():
    name = clean_name("x" * 500 + ".pdf")
    assert len(name) == 200
    assert name.endswith(".pdf")


def test_a_file_is_claimed_once(tenant):
    stored = receive(PDF, "a.pdf", owner="draft:1")
    assert claim_files(files=[stored], owner="case:1", was=["draft:1"]) == 1
    assert claim_files(files=[stored], owner="case:2", was=["draft:1"]) == 0
    assert list(files_of("case:1")) == [stored]
    assert release_files(owner="case:1") == 1


def test_a_content_is_never_rewritten(tenant):
    stored = store_bytes(content=b"one", name="a.txt", media_type="text/plain")
    moment = file_storage().get_modified_time(stored.path)
    store_bytes(content=b"one", name="b.txt", media_type="text/plain")
    assert file_storage().get_modified_time(stored.path) == moment
