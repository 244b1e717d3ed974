"""With JavaScript: a change swaps what it changed, and nothing else."""

from .factories import DOGS


def change(browser, data):
    return browser.post("dogs", {"_slots": browser.slots("dogs"), **data}, do="refresh").content.decode()


def test_a_field_appears(browser):
    browser.post("dogs", DOGS, do="back")
    text = change(browser, {**DOGS, "dogs.0.chip": "true"})
    assert 'id="s-dogs-0-chip_number"' in text
    assert 'name="dogs.0.chip_number"' in text
    assert 'name="dogs.0.name"' not in text


def test_a_field_disappears(browser):
    browser.post("dogs", {**DOGS, "dogs.0.chip": "true"}, do="back")
    text = change(browser, DOGS)
    assert '<div id="s-dogs-0-chip_number" class="ap-slot" hx-swap-oob="true"></div>' in text


def test_nothing_is_swapped_where_nothing_changed(browser):
    browser.post("dogs", DOGS, do="back")
    text = change(browser, {**DOGS, "dogs.0.name": "Rex"})
    assert "ap-slot" not in text


def test_a_change_keeps_nothing_by_itself(browser):
    """It may arrive after the button that was pressed later, and must not write over the whole page."""
    browser.post("dogs", DOGS, do="back")
    change(browser, {**DOGS, "dogs.0.name": "Rex"})
    assert browser.answers["dogs"][0]["name"] == "Bello"


def test_a_field_that_a_change_brought_is_kept_with_the_page(browser):
    browser.post("dogs", {**DOGS, "dogs.0.chip": "true", "dogs.0.chip_number": "276098106123456"})
    assert browser.answers["dogs"][0]["chip_number"] == "276098106123456"


def test_a_change_shows_no_errors_yet(browser):
    assert "kern-error" not in change(browser, {"dogs": "1", "dogs.0.chip": "true"})


def test_the_page_goes_on_with_the_new_revision(browser):
    text = change(browser, DOGS)
    browser.draft.refresh_from_db()
    assert f'id="page-revision" value="{browser.draft.revision}" hx-swap-oob="true"' in text
