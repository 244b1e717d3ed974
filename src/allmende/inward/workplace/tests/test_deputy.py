"""A colleague stands in: from naming her to what the log says, page by page as the clerks see it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from allmende.base.cases.models import State
from allmende.base.cases.tests.factories import fresh, send
from allmende.base.identity.models import Absence
from allmende.base.identity.tests.factories import PASSWORD, make_staff

from .factories import ROOT

HOST = "musterstadt.localhost"
INBOX = f"{ROOT}cases/"


def log_in(host: str, user) -> Client:
    browser = Client(headers={"host": host})
    answer = browser.post("/konto/anmelden/", {"email": user.email, "password": PASSWORD}, follow=True)
    assert user.name in text(answer)
    return browser


def text(page) -> str:
    assert page.status_code == 200
    return page.content.decode()


def ticked(page, *wanted) -> dict[str, object]:
    """What the inbox posts with these cases ticked; each must have its box there."""
    boxes = re.findall(r'name="case" value="([^"]+)"', text(page))
    assert {str(case.pk) for case in wanted} <= set(boxes)
    back = re.search(r'name="back" value="([^"]*)"', text(page))[1]
    return {"case": [str(case.pk) for case in wanted], "back": back}


@pytest.fixture
def names(version, clerk, settings):
    """Clerk of the tax office, and a colleague of no office at all; three cases wait."""
    settings.DEMO = True  # by password alone: the second step has tests of its own
    clerk.name = "Anna Amt"
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk, make_staff(name="Bernd Bote"), [fresh(send(version).case) for _number in range(3)]


def test_a_deputy_works_off_the_absent_clerks_cases_under_her_own_name(names):
    anna, bernd, cases = names
    hers, his = log_in(HOST, anna), log_in(HOST, bernd)
    assert his.get(INBOX).status_code == 404

    today = timezone.localdate()
    assert "Bernd Bote" in text(hers.get("/konto/vertretung/"))
    hers.post("/konto/vertretung/", {"deputy": bernd.pk, "start": today, "end": today})
    assert "Bernd Bote" in text(hers.get("/konto/"))

    office = his.get(f"{INBOX}?view=office")
    assert all(case.number in text(office) for case in cases)
    given = his.post(f"{INBOX}assign/", {**ticked(office, *cases[:2]), "to": anna.pk}, follow=True)
    assert "2 Vorgänge zugewiesen" in text(given)
    mine = his.get(INBOX)  # what is hers is his today
    decided = his.post(f"{INBOX}decide/", ticked(mine, *cases[:2]))
    assert all(case.number in text(decided) for case in cases[:2])
    versions = dict(re.findall(r'name="(v-[^"]+)" value="(\d+)"', text(decided)))
    grant = {"do": "confirm", "outcome": "grant", "appeal": "Widerspruch", **versions}
    told = his.post(f"{INBOX}decide/", {**ticked(mine, *cases[:2]), **grant}, follow=True)
    assert told.context["done"] == 2
    assert {fresh(case).state for case in cases[:2]} == {State.DECIDED}
    assert fresh(cases[2]).state != State.DECIDED

    history = text(his.get(f"{INBOX}{cases[0].pk}/history/"))
    assert history.count("Bernd Bote") >= 2  # assigned and decided, each by whoever did it
    hers.post(f"/konto/vertretung/{Absence.objects.get().pk}/beenden/")
    assert his.get(f"{INBOX}{cases[0].pk}/").status_code == 404
    assert his.get(INBOX).status_code == 404
    assert "Bernd Bote" in text(hers.get(f"{INBOX}{cases[0].pk}/history/"))
