"""Several answers from a long list: searched in turns, without JavaScript and with it."""

from __future__ import annotations

import pytest

from ..models import Draft
from .conftest import Browser
from .factories import make_procedure

ENTRIES = [[f"{number:04}", f"Beruf {number}"] for number in range(3000)]
FORM = {
    "key": "jobs", "title": "Berufe",
    "code_lists": {"jobs": {"title": "Berufe", "entries": ENTRIES}},
    "pages": [{"key": "one", "label": "Eins", "items": [
        {"type": "choices", "key": "jobs", "label": "Berufe", "code_list": "jobs", "required": True, "maximum": 2},
    ]}],
}  # fmt: skip


@pytest.fixture
def browser(client, tenant):
    client.post(f"/antrag/{make_procedure(FORM).key}/")
    return Browser(client, Draft.objects.get())


def search(browser, text, chosen=()):
    answer = browser.post("one", {"_q.jobs": text, "jobs": list(chosen)}, do="search:jobs")
    return answer.content.decode()


def test_a_long_list_is_not_written_out(browser):
    assert len(browser.text("one")) < 20_000


def test_what_is_missing_leads_to_the_search(browser):
    text = browser.post("one", {}).content.decode()
    assert 'href="#f-jobs"' in text
    assert 'id="f-jobs" type="search"' in text


def test_each_search_adds_to_what_is_ticked(browser):
    assert 'value="0017"' in search(browser, "Beruf 17")
    second = search(browser, "Beruf 2999", ["0017"])
    assert 'value="0017" checked' in second
    assert 'value="2999">' in second
    assert browser.post("one", {"jobs": ["0017", "2999"]}).url.endswith("/antworten-pruefen/")
    assert browser.answers["jobs"] == ["0017", "2999"]
    assert "Beruf 2999" in browser.text("antworten-pruefen")


def test_suggestions_keep_what_is_ticked(browser):
    found = browser.client.get(
        f"{browser.base}/one/liste/", {"_path": "jobs", "_q.jobs": "Beruf 2999", "jobs": ["0017", "0018"]}
    ).content.decode()
    assert found.count(" checked") == 2
    assert 'value="2999"' in found


def test_what_was_found_nothing_for_leaves_what_is_ticked(browser):
    text = search(browser, "xyzxyz", ["0017"])
    assert "Nichts gefunden" in text
    assert 'value="0017" checked' in text


def test_ticking_nothing_is_an_empty_answer(browser):
    browser.post("one", {"jobs": ["0017"]}, do="back")
    assert browser.post("one", {}).status_code == 422
