import zipfile

import pytest

from allmende.foundation.files.errors import FileRefusedError

from .factories import PDF, archive, docx, receive, understated

MEGABYTE = 1024 * 1024


def test_an_honest_archive_is_taken(tenant):
    assert receive(archive(("a/b.pdf", PDF), ("c.docx", docx())), "alles.zip").media_type == "application/zip"


def test_office_files_are_recognised(tenant):
    assert receive(docx(), "brief.docx").media_type.endswith("wordprocessingml.document")
    odt = archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>"))
    assert receive(odt, "brief.odt").media_type == "application/vnd.oasis.opendocument.text"


def code_of(content: bytes, name: str = "a.zip") -> str:
    with pytest.raises(FileRefusedError) as refused:
        receive(content, name)
    return refused.value.code


def test_a_bomb_is_refused(tenant):
    assert code_of(archive(("a.txt", bytes(60 * MEGABYTE)))) == "archive-bomb"


def test_a_bomb_in_an_office_file_is_refused(tenant):
    assert code_of(docx(("word/media/x.xml", bytes(60 * MEGABYTE))), "brief.docx") == "archive-bomb"


def test_a_bomb_that_lies_about_its_size_is_refused(tenant):
    lying = understated(archive(("a.txt", bytes(60 * MEGABYTE))), claimed=100)
    assert code_of(lying).startswith("archive-")


def test_a_bomb_in_a_bomb_is_refused(tenant):
    inner = archive(("a.txt", bytes(15 * MEGABYTE)))
    assert code_of(archive(*((f"{n}.zip", inner) for n in range(40)))) == "archive-bomb"


def test_too_many_entries_are_refused(tenant):
    assert code_of(archive(*((f"{n}.txt", b"") for n in range(5001)))) == "archive-bomb"


def test_deep_nesting_is_refused(tenant):
    content = archive(("a.txt", b"x"))
    for level in range(4):
        content = archive((f"{level}.zip", content))
    assert code_of(content) == "archive-nested"


@pytest.mark.parametrize("path", ["../../x.txt", "/etc/x.txt", "C:/x.txt", "a\\..\\..\\x.txt"])
def test_names_that_lead_elsewhere_are_refused(tenant, path):
    assert code_of(archive((path, b"x"))) == "archive-path"


def test_what_cannot_be_checked_is_refused(tenant):
    assert code_of(archive(("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(30)))) == "archive-opaque"
    assert code_of(archive(("a.txt", b"x" * 1000), method=zipfile.ZIP_LZMA)) == "archive-method"


def test_a_program_in_an_archive_is_refused(tenant):
    assert code_of(archive(("rechnung.pdf.exe", b"MZ"))) == "archive-program"


def test_a_damaged_archive_is_refused(tenant):
    assert code_of(archive(("a.txt", b"x" * 1000))[:-30]) == "archive-broken"
