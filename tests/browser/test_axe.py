"""Every kind of page, as citizen and as staff, on a phone and at a desk: axe finds no violation of WCAG 2.2 AA."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .walk import enter, kind_of, logins

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def addresses(town: Any, who: str) -> tuple[dict[str, str], list[str]]:
    """Cookies of a log-in, and one address of every kind of page that it gets to see."""
    login = next(entry for entry in logins(town, "musterstadt") if who in entry["who"])
    visitor = enter(town, "musterstadt", login)
    visitor.walk("/", "/konto/", "/meine-antraege/", "/arbeitsplatz/", "/arbeitsplatz/cases/?view=office",
                 "/gestaltung/formulare/", most=120)  # fmt: skip
    chosen = {
        kind_of(path): path
        for path, page in visitor.seen.items()
        if page.status == 200 and page.text.lstrip().lower().startswith("<!doctype html")
    }
    return visitor.robot.cookies, list(chosen.values())


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("who", ["Hund", "Sachbearbeiter für Hundesteuer", "Verwalter"])
def test_pages_have_no_violation(chromium, town, axe, who, width):
    cookies, paths = addresses(town, who)
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, locale="de-DE", base_url=town.at(""), bypass_csp=True
    )
    context.add_cookies(
        [{"name": name, "value": value, "url": town.at("/")} for name, value in cookies.items()]
    )
    page = context.new_page()
    found, wide = [], []
    for path in paths:
        page.goto(path)
        page.evaluate(axe)
        result = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
        found += [
            (path, violation["id"], node["html"][:120])
            for violation in result["violations"]
            for node in violation["nodes"][:1]
        ]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            wide.append(path)
    context.close()
    assert found == []
    assert wide == [], "these pages scroll sideways"
    assert len(paths) > 8
