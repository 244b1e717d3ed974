"""Files of a question: several, removed again, refused with a reason; nobody reaches for another's file."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from allmende.base.cases.models import Case
from allmende.foundation.files.models import StoredFile

from .factories import DOGS, EVIDENCE, OWNER


def picture(name="impfpass.png", size=8):
    out = io.BytesIO()
    Image.new("RGB", (size, size), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


def upload(browser, *files, do="upload:papers", **data):
    return browser.post("evidence", {"_file.papers": list(files), **data}, do=do)


def papers(browser):
    return browser.answers.get("papers", [])


def test_a_file_is_taken_and_shown(browser):
    assert upload(browser, picture()).status_code == 302
    text = browser.text("evidence")
    assert "impfpass.png" in text
    assert len(papers(browser)) == 1
    assert StoredFile.objects.get().owner == browser.draft.subject


def test_several_files_at_once_and_one_removed(browser):
    upload(browser, picture("a.png"), picture("b.png", 9))
    first, second = papers(browser)
    browser.post("evidence", {"papers": [first, second]}, do=f"unload:papers:{first}")
    assert papers(browser) == [second]


def test_the_last_file_can_be_removed(browser):
    upload(browser, picture())
    (only,) = papers(browser)
    browser.post("evidence", {"papers": [only]}, do=f"unload:papers:{only}")
    assert papers(browser) == []


def test_a_file_that_comes_with_next_is_taken(browser):
    assert upload(browser, picture(), do="next", **EVIDENCE).url.endswith("/antworten-pruefen/")
    assert len(papers(browser)) == 1


def test_not_more_files_than_the_question_allows(browser):
    response = upload(browser, picture("a.png"), picture("b.png", 9), picture("c.png", 10))
    assert response.status_code == 422
    assert len(papers(browser)) == 2
    assert "c.png" in response.content.decode()


def test_a_wrong_type_behind_a_right_name_is_refused(browser):
    fake = SimpleUploadedFile("impfpass.png", b"MZ\x90\x00" + b"\x00" * 300, content_type="image/png")
    response = upload(browser, fake)
    assert response.status_code == 422
    assert "impfpass.png" in response.content.decode()
    assert papers(browser) == []


def test_a_file_that_is_too_large_is_refused(browser):
    large = SimpleUploadedFile("large.pdf", b"%PDF-1.4\n" + b"x" * 300_000, content_type="application/pdf")
    assert upload(browser, large).status_code == 422
    assert papers(browser) == []


def test_a_refused_file_keeps_what_else_was_typed(browser):
    fake = SimpleUploadedFile("x.png", b"no picture", content_type="image/png")
    response = upload(browser, fake, do="next", **EVIDENCE)
    assert response.status_code == 422
    assert browser.answers["truth"] is True


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.png",
        "a\\b\\c.png",
        "ev\x00il\n.png",
        "x" * 300 + ".png",
    ],
)
def test_a_hostile_name_does_no_harm(browser, name):
    response = upload(browser, picture(name))
    assert response.status_code in (302, 422)
    for stored in StoredFile.objects.all():
        assert "/" not in stored.name
        assert "\\" not in stored.name
        assert stored.name.isprintable()


def test_a_file_of_another_draft_is_not_taken(browser, procedure):
    stranger = StoredFile.objects.create(
        sha256="0" * 64, size=1, media_type="image/png", name="secret.png", owner="draft:other"
    )
    browser.post("evidence", {**EVIDENCE, "papers": [str(stranger.pk)]})
    assert papers(browser) == []
    assert "secret.png" not in browser.text("evidence")


def test_sent_files_belong_to_the_case(browser):
    browser.post("owner", OWNER)
    browser.post("dogs", DOGS)
    upload(browser, picture(), do="next", **EVIDENCE)
    browser.send()
    case = Case.objects.get()
    assert StoredFile.objects.filter(name="impfpass.png", owner=case.subject).exists()
