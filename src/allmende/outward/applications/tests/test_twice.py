"""Double clicks, replays, two tabs: nothing twice, nothing lost unseen."""

import pytest

from allmende.base.cases.models import Case

from ..actions import StaleDraftError, save_draft
from ..content import DraftContent
from ..models import Draft
from .factories import DOGS, OWNER


def test_sending_twice_opens_one_case(browser):
    browser.fill_in()
    first = browser.send().content.decode()
    second = browser.send().content.decode()
    reference = Case.objects.get().reference
    assert reference in first
    assert reference in second


def test_a_page_posted_after_sending_leads_to_the_thanks(browser):
    browser.fill_in()
    revision = browser.revision("owner")
    browser.send()
    response = browser.post("owner", {**OWNER, "email": "late@example.org"}, revision=revision)
    assert response.url.endswith("/ist-angekommen/")


def test_two_tabs_on_different_pages_are_merged(browser):
    old = browser.revision("dogs")
    browser.post("owner", OWNER)
    assert browser.post("dogs", DOGS, revision=old).url.endswith("/evidence/")
    assert browser.answers["email"] == "kim@example.org"
    assert browser.answers["dogs"][0]["name"] == "Bello"


def test_two_tabs_on_the_same_page_are_told(browser):
    old = browser.revision("owner")
    browser.post("owner", {**OWNER, "email": "new@example.org"})
    response = browser.post("owner", {**OWNER, "email": "old@example.org"}, revision=old)
    text = response.content.decode()
    assert "in einem anderen Fenster" in text
    assert "old@example.org" in text
    assert browser.answers["email"] == "new@example.org"


def test_a_window_that_missed_the_answer_to_its_own_change_is_no_conflict(browser):
    old = browser.revision("owner")
    browser.post("owner", {**OWNER, "_tab": "mine", "email": "a@example.org"}, do="refresh", revision=old)
    response = browser.post("owner", {**OWNER, "_tab": "mine", "email": "b@example.org"}, revision=old)
    assert response.url.endswith("/dogs/")
    assert browser.answers["email"] == "b@example.org"


def test_after_being_told_one_may_insist(browser):
    old = browser.revision("owner")
    browser.post("owner", {**OWNER, "email": "new@example.org"})
    browser.post("owner", {**OWNER, "email": "old@example.org"}, revision=old)
    browser.draft.refresh_from_db()
    browser.post("owner", {**OWNER, "email": "old@example.org"}, revision=str(browser.draft.revision))
    assert browser.answers["email"] == "old@example.org"


def test_the_same_page_posted_again_is_no_conflict(browser):
    old = browser.revision("owner")
    browser.post("owner", OWNER, revision=old)
    assert browser.post("owner", OWNER, revision=old).url.endswith("/dogs/")


def test_a_write_between_reading_and_writing_is_noticed(draft):
    stale = Draft.objects.get(pk=draft.pk)
    save_draft(draft=draft, content=DraftContent(answers={"email": "a@example.org"}), page="owner")
    with pytest.raises(StaleDraftError):
        save_draft(draft=stale, content=DraftContent(answers={"email": "b@example.org"}), page="owner")


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999"])
def test_nonsense_as_revision_is_no_fault(browser, revision):
    assert browser.post("owner", OWNER, revision=revision).status_code in (302, 200)
