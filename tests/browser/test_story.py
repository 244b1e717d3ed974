"""The main job, as two people live it: a dog's new owner on her phone and at her desk, a clerk at the tax office."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import pytest

from .walk import logins

PAGES = {
    "Über Sie": {
        "Vorname": "Klara", "Nachname": "Sommer", "Geburtsdatum": "1988-04-17", "E-Mail-Adresse": "klara@example.org",
    },
    "Wo der Hund lebt": {"Straße": "Fliederweg", "Hausnummer": "12", "Postleitzahl": "61999", "Ort": "Musterstadt",
                         "Wie viele andere Hunde": "0"},
    "Ihr Hund": {"Name des Hundes": "Bello", "Wurftag": "2026-01-15"},
    "Chip und Herkunft": {"Seit wann": "2026-03-01", "Chipnummer": "276098106123456"},
}  # fmt: skip


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The dog's chip certificate, as a photograph."""
    from PIL import Image

    file = tmp_path_factory.mktemp("papers") / "chip.jpg"
    Image.new("RGB", (800, 600), "white").save(file)
    return str(file)


def fill(page: Any, answers: dict[str, str]) -> None:
    for label, value in answers.items():
        page.get_by_label(re.compile(rf"^{label}")).first.fill(value)


def log_in(page: Any, town: Any, who: str) -> None:
    login = next(entry for entry in logins(town, "musterstadt") if who in entry["who"])
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").fill(login["email"])
    page.get_by_label("Kennwort", exact=True).fill(login["password"])
    page.get_by_role("button", name="Anmelden").click()


def test_someone_applies_the_office_decides_the_file_is_kept(phone, desk, town, certificate):
    # She misspells, and finds it all the same.
    phone.goto("/")
    phone.get_by_role("searchbox").first.fill("hnud anmleden")
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="Hundesteuer – Anmeldung").first.click()
    assert "Steueramt" in phone.inner_text("main")
    assert "96" in phone.inner_text("main")
    phone.get_by_role("link", name="Online beantragen").first.click()
    phone.get_by_role("button", name="Antrag beginnen").click()

    for title, answers in PAGES.items():
        assert title in phone.inner_text("main")
        fill(phone, answers)
        if title == "Ihr Hund":
            phone.get_by_label("Rasse").select_option(label="Dackel")
            phone.get_by_label("Hündin").check()
        if title == "Chip und Herkunft":
            phone.locator("input[type=file]").first.set_input_files(certificate)
            phone.get_by_role("group", name=re.compile("Tierheim")).get_by_label("Nein").check()
        phone.get_by_role("button", name=re.compile("^Weiter")).click()
    phone.get_by_label("Nein", exact=True).check()
    phone.get_by_role("button", name=re.compile("^Weiter")).click()
    phone.get_by_role("group", name=re.compile("abbuchen")).get_by_label("Nein").check()
    phone.get_by_label(re.compile("Meine Angaben sind richtig")).check()
    phone.get_by_role("button", name=re.compile("^Weiter")).click()

    # She checks her answers and sends.
    assert "Bello" in phone.inner_text("main")
    phone.get_by_role("button", name=re.compile("absenden|senden", re.I)).click()
    thanks = phone.inner_text("main")
    reference = re.search(r"[2-9A-Y]{3}-[2-9A-Y]{3}-[2-9A-Y]{3}-[2-9A-Y]", thanks)[0]

    # At the tax office the case is in the inbox.
    log_in(desk, town, "Hundesteuer")
    desk.goto("/arbeitsplatz/cases/?view=office&sort=new")
    desk.get_by_role("link", name=re.compile("Hund Bello – Sommer")).first.click()
    assert "Dackel" in desk.inner_text("main")
    assert reference in desk.inner_text("main")


def test_the_log_of_the_town_holds(town):
    with sqlite3.connect(town.var / "allmende.sqlite3") as database:
        (events,) = database.execute("SELECT count(*) FROM events_event").fetchone()
    assert events > 1000
