"""The whole line through a small form, as a browser without JavaScript."""

from __future__ import annotations

import pytest

from allmende.base.cases.models import Case, Submission

from ..models import Draft
from ..rendering.part import laws_in
from .factories import DOGS, EVIDENCE, OWNER, make_procedure


def test_the_whole_line(browser):
    assert browser.post("owner", OWNER).url.endswith("/dogs/")
    assert browser.post("dogs", DOGS).url.endswith("/evidence/")
    assert browser.post("evidence", EVIDENCE).url.endswith("/antworten-pruefen/")
    overview = browser.text("antworten-pruefen")
    assert "Kim Muster" in overview
    assert "90,00" in overview
    thanks = browser.send().content.decode()
    assert Case.objects.get().reference in thanks
    assert Submission.objects.get().answers["dogs"][0]["name"] == "Bello"


def test_the_start_page_says_what_it_takes(client, procedure):
    text = client.get(f"/antrag/{procedure.key}/").content.decode()
    assert procedure.name in text
    assert "Minuten" in text


def test_an_unknown_procedure_is_not_found(client, tenant):
    assert client.get("/antrag/nothing/").status_code == 404


def test_progress_is_shown(browser):
    browser.post("owner", OWNER)
    assert "Schritt 2 von 4" in browser.text("dogs")


def test_questions_that_an_answer_brings_up_are_shown_before_it_goes_on(browser):
    browser.post("owner", OWNER)
    chipped = {**DOGS, "dogs.0.chip": "true", "_slots": browser.slots("dogs")}
    came_back = browser.post("dogs", chipped)
    text = came_back.content.decode()
    assert came_back.status_code == 200
    assert 'href="#f-dogs-0-chip_number"' in text
    assert "kern-error" not in text
    assert browser.post("dogs", {**chipped, "_slots": browser.slots("dogs")}).status_code == 422


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("§ 3 Hundesteuersatzung", "§ 3 Hundesteuersatzung"),
        (
            "§ 5 (2) Nr. 9 PAuswG; XInneres.Meldeanschrift.ort Version 8; urn:xoev-de:x_2",
            "§ 5 (2) Nr. 9 PAuswG",
        ),
        ("XOEV.Kernkomponente.Anschrift.ort vom 31.01.2020", ""),
    ],
)
def test_a_citizen_reads_laws_and_no_data_standards(reference, shown):
    assert laws_in(reference) == shown


def test_back_keeps_what_was_typed_even_if_it_is_wrong(browser):
    browser.post("owner", OWNER)
    assert browser.post("dogs", {**DOGS, "dogs.0.born.day": "99"}, do="back").url.endswith("/owner/")
    again = browser.text("dogs")
    assert 'value="Bello"' in again
    assert 'value="99"' in again


def test_errors_come_with_links_to_their_fields(browser):
    response = browser.post("owner", {**OWNER, "email": "kim", "person.family_name": ""})
    text = response.content.decode()
    assert response.status_code == 422
    assert 'id="error-summary"' in text
    assert 'href="#f-email"' in text
    assert 'id="f-email"' in text
    assert 'href="#f-person-family_name"' in text
    assert 'id="f-person-family_name"' in text
    assert 'value="kim"' in text


def test_what_is_typed_is_escaped(browser):
    browser.post("owner", {**OWNER, "address.street": '"><script>alert(1)</script>'})
    text = browser.text("owner")
    assert "<script>alert" not in text
    assert "&quot;&gt;&lt;script&gt;" in text
    assert "<script>alert" not in browser.text("antworten-pruefen")


def test_a_hidden_answer_is_not_sent(browser):
    browser.post("owner", OWNER)
    browser.post("dogs", {**DOGS, "dogs.0.chip": "true", "dogs.0.chip_number": "276098102345678"})
    browser.post("dogs", DOGS)
    browser.post("evidence", EVIDENCE)
    browser.send()
    assert "chip_number" not in Submission.objects.get().answers["dogs"][0]


def test_changing_an_answer_leads_back_to_the_overview(browser):
    browser.fill_in()
    page = browser.client.get(f"{browser.base}/owner/?aendern=1").content.decode()
    assert 'name="_change"' in page
    response = browser.post("owner", {**OWNER, "_change": "1", "email": "new@example.org"})
    assert response.url.endswith("/antworten-pruefen/")
    assert "new@example.org" in browser.text("antworten-pruefen")


def test_an_unfinished_application_is_not_sent_and_says_what_is_missing(browser):
    browser.post("owner", OWNER)
    response = browser.send()
    text = response.content.decode()
    assert response.status_code == 422
    assert f"{browser.base}/dogs/?aendern=1#f-dogs-0-name" in text
    assert not Case.objects.exists()


def test_another_browser_does_not_see_the_draft(browser):
    browser.client.cookies.clear()
    assert browser.get("owner").status_code == 404
    assert browser.send().status_code == 404


def test_a_page_that_the_form_does_not_have_is_not_found(browser):
    assert browser.get("nothing").status_code == 404


def test_answers_lie_sealed(browser):
    browser.post("owner", OWNER)
    content = Draft.objects.values_list("content", flat=True).get()
    assert "Muster" not in content
    assert "kim@" not in content


def test_where_it_came_from_is_told(browser):
    browser.fill_in()
    browser.send()
    assert Submission.objects.get().provenance["*"] == {"source": "typed", "level": "none"}


def test_an_account_is_needed_where_the_procedure_says_so(client, tenant):
    procedure = make_procedure(level="low")
    response = client.post(f"/antrag/{procedure.key}/")
    assert "next=" in response.url
    assert not Draft.objects.exists()


@pytest.mark.parametrize("page", ["owner", "dogs", "evidence"])
def test_few_queries_for_a_page(browser, at_most_queries, page):
    browser.get(page)
    with at_most_queries(3):
        browser.get(page)


def test_few_queries_for_a_posted_page(browser, at_most_queries):
    revision = browser.revision("owner")
    with at_most_queries(4):
        browser.post("owner", OWNER, revision=revision)
