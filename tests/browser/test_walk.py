"""Every role of both municipalities follows every link; then each tries what only another one may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .walk import Visitor, enter, kind_of, logins

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|<style\b|\sstyle=\"|\son[a-z]+=\"", re.I
)
STARTS = (
    "/", "/konto/", "/meine-antraege/", "/arbeitsplatz/", "/arbeitsplatz/cases/?view=all", "/gestaltung/formulare/",
    "/einrichtung/", "/it-dienste/", "/umstellungen/",
)  # fmt: skip
#: Pages that ask who somebody is, instead of answering.
ASKED_WHO = ("/konto/anmelden/", "/antrag-ansehen/")
SECRET = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}/|/meine-antraege/[A-Z0-9-]{8,}/")


@pytest.fixture(scope="module")
def visitors(town) -> list[Visitor]:
    here = [
        enter(town, "musterstadt"),
        *(enter(town, "musterstadt", login) for login in logins(town, "musterstadt")),
    ]
    together(here, lambda visitor: visitor.walk(*STARTS))
    for visitor in here:
        visitor.robot.doors = ASKED_WHO
    return here


def together(visitors: Iterable[Visitor], do: Callable[[Visitor], Any]) -> list[Any]:
    """``do`` for all of them at the same time, each in its own browser; what it gave, one after the other."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(do, visitors))


def open_to(visitors: Iterable[Visitor], paths: Iterable[str]) -> list[tuple[str, str]]:
    """(who, address) of what they get to see of these addresses, though it is not theirs."""

    def tried(visitor: Visitor) -> list[tuple[str, str]]:
        pages = ((path, visitor.robot.get(path)) for path in paths)
        return [
            (visitor.name, path)
            for path, page in pages
            if page.status == 200 and page.path == path.partition("?")[0]
        ]

    return [seen for found in together(visitors, tried) for seen in found]


@pytest.fixture(scope="module")
def strangers(town) -> list[Visitor]:
    there = [enter(town, "kleinau"), *(enter(town, "kleinau", login) for login in logins(town, "kleinau"))]
    for stranger in there:
        stranger.robot.doors = ASKED_WHO
    return there


def private(visitors: list[Visitor]) -> dict[str, set[str]]:
    """Address with a key in it → who got to see it."""
    found: dict[str, set[str]] = {}
    for visitor in visitors:
        for path, page in visitor.seen.items():
            if page.status == 200 and SECRET.search(path):
                found.setdefault(path, set()).add(visitor.name)
    return found


def test_the_walk_is_worth_its_name(visitors):
    assert len(visitors) > 8
    kinds = {
        kind_of(path) for visitor in visitors for path, page in visitor.seen.items() if page.status == 200
    }
    assert len(kinds) > 30
    assert len(private(visitors)) > 20


def test_no_address_fails(visitors):
    broken = [
        (v.name, path, page.status) for v in visitors for path, page in v.seen.items() if page.status >= 500
    ]
    assert broken == []


def test_no_link_leads_nowhere(visitors):
    dead = [
        (visitor.name, path, page.status)
        for visitor in visitors
        for path, page in visitor.seen.items()
        if page.status in (403, 404) and path not in STARTS
    ]
    assert dead == []


def test_no_page_has_inline_code_or_style(visitors):
    guilty = {
        (kind_of(path), INLINE.search(page.text)[0])
        for v in visitors
        for path, page in v.seen.items()
        if "<html" in page.text and INLINE.search(page.text)
    }
    assert guilty == set()


def test_another_municipality_sees_nothing_of_it(visitors, strangers):
    assert open_to(strangers, private(visitors)) == []


def test_what_staff_see_no_citizen_sees(visitors):
    outside = [visitor for visitor in visitors if re.search(r"nobody|, Bürger(in)? ", visitor.name)]
    assert len(outside) >= 3
    staff_only = [path for path in private(visitors) if path.startswith(("/arbeitsplatz/", "/gestaltung/"))]
    assert open_to(outside, staff_only) == []


def test_what_a_customer_sees_no_other_customer_sees(visitors):
    own = {path: who for path, who in private(visitors).items() if path.startswith("/meine-antraege/")}
    assert own
    seen = [
        (visitor.name, path)
        for path, who in own.items()
        for visitor in visitors
        if visitor.name not in who and (page := visitor.robot.get(path)).status == 200 and page.path == path
    ]
    assert seen == []


def test_writing_across_the_border_changes_nothing(visitors, strangers):
    paths = sorted({path.partition("?")[0] for path in private(visitors)})

    def tried(stranger: Visitor) -> list[tuple[str, str, int, str]]:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', stranger.robot.get("/").text)
        fields = {"csrfmiddlewaretoken": token[1] if token else ""}
        pages = ((path, stranger.robot.post(path, fields)) for path in paths)
        return [
            (stranger.name, path, page.status, page.path)
            for path, page in pages
            if page.status not in (400, 403, 404, 405) and not page.path.startswith(ASKED_WHO)
        ]

    assert [done for found in together(strangers, tried) for done in found] == []
