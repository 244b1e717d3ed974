"""Every kind of page, as citizen and as staff, on a phone and at a desk: axe finds no violation of WCAG 2.2 AA."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .people import about_chip, about_dog, about_home, about_money, about_you, fresh_address, go_on, send
from .walk import enter, kind_of, logins

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # Only violations are read, and no page plays sound: without the rest a page takes two thirds of the time.
    "resultTypes": ["violations"],
    "preload": False,
}
WIDTHS = (360, 1280)
#: Kinds of pages that an earlier log-in looked at: each is looked at once.
_LOOKED_AT: set[str] = set()


def addresses(town: Any, who: str) -> tuple[dict[str, str], dict[str, str]]:
    """Cookies of a log-in, and one address of every kind of page that it gets to see, by kind."""
    login = next(entry for entry in logins(town, "musterstadt") if who in entry["who"])
    visitor = enter(town, "musterstadt", login)
    visitor.walk("/", "/konto/", "/meine-antraege/", "/arbeitsplatz/", "/arbeitsplatz/cases/?view=office",
                 "/gestaltung/formulare/", "/arbeitsplatz/prozesse/tabellen/", "/einrichtung/", "/it-dienste/",
                 "/umstellungen/", "/arbeitsplatz/it/", "/arbeitsplatz/umstellungen/", "/arbeitsplatz/it/netz/",
                 "/arbeitsplatz/it/server/", most=140)  # fmt: skip
    chosen = {
        kind_of(path): path
        for path, page in visitor.seen.items()
        if page.status == 200 and page.text.lstrip().lower().startswith("<!doctype html")
    }
    return visitor.robot.cookies, chosen


@pytest.mark.parametrize(
    "who", ["Hund", "Sachbearbeiter für Hundesteuer", "pflegt auch", "Verwalter", "IT-Lehrkraft", "Johanna"]
)
def test_pages_have_no_violation(chromium, town, axe, who):
    cookies, kinds = addresses(town, who)
    paths = [path for kind, path in kinds.items() if kind not in _LOOKED_AT]
    _LOOKED_AT.update(kinds)
    context = chromium.new_context(locale="de-DE", base_url=town.at(""), bypass_csp=True)
    context.add_cookies(
        [{"name": name, "value": value, "url": town.at("/")} for name, value in cookies.items()]
    )
    page = context.new_page()
    found = []
    for number, path in enumerate(paths):
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.goto(path)
        found += faults(page, axe)
        page.set_viewport_size({"width": WIDTHS[1], "height": 800})
        # A desk shows the same elements with more room: every third page is enough to see that it stays so.
        found += faults(page) if number % 3 == 0 else sideways(page)
    context.close()
    assert found == []
    assert len(kinds) > 8


def faults(page: Any, axe: str = "") -> list[tuple[str, str, str]]:
    """(address, rule, element) of each violation on the page as it is now; also where it scrolls sideways.

    ``axe`` is its source, needed once after each loading of a page.
    """
    if axe:
        page.evaluate(axe)
    result = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    found = [
        (page.url, violation["id"], node["html"][:120])
        for violation in result["violations"]
        for node in violation["nodes"][:1]
    ]
    return found + sideways(page)


def sideways(page: Any) -> list[tuple[str, str, str]]:
    """Whether the page is wider than the window."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    return [(page.url, "scrolls sideways", "")] if wide else []


def test_the_way_through_a_form_has_no_violation(visit, axe, certificate):
    phone = visit(360, bypass_csp=True)
    found = []

    def look() -> None:
        found.extend(faults(phone, axe))

    phone.goto("/antrag/hundesteuer-anmeldung/")
    look()
    phone.get_by_role("button", name="Antrag beginnen").click()
    phone.get_by_role("heading", level=1, name="Über Sie").wait_for()
    look()
    phone.get_by_role("button", name="Weiter", exact=True).click()
    phone.locator("#error-summary").wait_for()
    look()
    about_you(phone, fresh_address())
    look()
    about_home(phone)
    phone.get_by_label("Rasse").select_option(label="Rottweiler")
    phone.get_by_text("gilt in Hessen als gefährlich").wait_for()
    look()
    about_dog(phone, "Bello")
    about_chip(phone)
    phone.locator("input[type=file]").first.set_input_files(certificate)
    phone.get_by_text("chip.jpg").first.wait_for()
    look()
    go_on(phone, "Steuer und Ermäßigung")
    look()
    about_money(phone)
    look()
    reference, _code = send(phone)
    look()
    phone.goto(f"/meine-antraege/{reference}/")
    look()
    assert found == []
