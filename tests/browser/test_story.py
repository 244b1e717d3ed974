"""The main job, as two people live it: a dog's new owner on her phone and at her desk, a clerk at the tax office."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import pytest

from .walk import logins


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The dog's chip certificate, as a photograph."""
    from PIL import Image

    file = tmp_path_factory.mktemp("papers") / "chip.jpg"
    Image.new("RGB", (800, 600), "white").save(file)
    return str(file)


def log_in(page: Any, town: Any, who: str) -> None:
    login = next(entry for entry in logins(town, "musterstadt") if who in entry["who"])
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").first.fill(login["email"])
    page.locator("input[type=password]").fill(login["password"])
    page.get_by_role("button", name="Anmelden").click()


def fill(page: Any, answers: dict[str, str]) -> None:
    for label, value in answers.items():
        page.get_by_label(re.compile(f"^{label}")).first.fill(value)


def day(page: Any, question: str, value: str) -> None:
    group = page.get_by_role("group", name=re.compile(f"^{question}"))
    for part, text in zip(("Tag", "Monat", "Jahr"), value.split("."), strict=True):
        group.get_by_label(part).fill(text)


def choose(page: Any, question: str, answer: str) -> None:
    page.get_by_role("group", name=re.compile(question)).get_by_label(answer, exact=True).check()


def go_on(page: Any, title: str) -> None:
    page.get_by_role("button", name="Weiter", exact=True).click()
    page.get_by_role("heading", level=1, name=title).wait_for()


def fill_in(page: Any, certificate: str, dog: str) -> None:
    """The six short pages."""
    fill(page, {"Vornamen": "Klara", "Familienname": "Sommer", "E-Mail": "klara@example.org"})
    day(page, "Geburtsdatum", "17.4.1988")
    go_on(page, "Wo der Hund lebt")
    fill(page, {"Straße": "Fliederweg", "Hausnummer": "12", "Postleitzahl": "60001", "Ort": "Musterstadt",
                "Wie viele andere": "0"})  # fmt: skip
    go_on(page, "Ihr Hund")
    fill(page, {"Name des Hundes": dog})
    page.get_by_label("Rasse").select_option(label="Dackel")
    day(page, "Wurftag", "15.1.2026")
    choose(page, "Geschlecht", "Hündin")
    go_on(page, "Chip und Herkunft")
    day(page, "Seit wann", "1.3.2026")
    fill(page, {"Chipnummer": "276098106123456"})
    choose(page, "Tierheim", "Nein")
    page.locator("input[type=file]").first.set_input_files(certificate)
    page.get_by_text("chip.jpg").first.wait_for()
    go_on(page, "Steuer und Ermäßigung")
    choose(page, "Befreiung oder Ermäßigung", "Nein")
    page.get_by_text("96,00").wait_for()
    go_on(page, "Zahlung")
    choose(page, "abbuchen", "Nein")
    page.get_by_label("Bestätigung").check()
    go_on(page, "Antworten prüfen")


def send(page: Any) -> tuple[str, str]:
    """Press the button; returns reference and code."""
    page.get_by_role("button", name="Jetzt abschicken").click()
    page.get_by_text("Ihr Antrag ist angekommen").first.wait_for()
    text = page.inner_text("main")
    reference = re.search(r"[2-9A-Y]{3}-[2-9A-Y]{3}-[2-9A-Y]{3}-[2-9A-Y]", text)
    code = re.search(r"\b[2-9A-Y]{4}-[2-9A-Y]{4}\b", text)
    assert reference
    assert code
    return reference[0], code[0]


def eventually(page: Any, path: str, text: str) -> str:
    """Reload ``path`` until ``text`` is there: the worker needs a moment."""
    for _ in range(60):
        page.goto(path)
        shown = page.inner_text("main")
        if text in shown:
            return shown
        page.wait_for_timeout(500)
    raise AssertionError(f"{text!r} does not appear at {path}: {shown[:500]}")


def test_someone_applies_the_office_decides_the_file_is_kept(phone, desk, town, certificate):
    # She misspells, and finds it all the same; she reads what it costs and who is responsible.
    phone.goto("/")
    phone.get_by_role("searchbox").first.fill("hnud anmleden")
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="Hundesteuer – Anmeldung").first.click()
    phone.get_by_role("heading", level=1, name="Hundesteuer – Anmeldung").wait_for()
    assert "Steueramt" in phone.inner_text("main")
    assert "96 Euro" in phone.inner_text("main")
    phone.get_by_role("link", name="Online beantragen").first.click()
    phone.get_by_role("button", name="Antrag beginnen").click()
    fill_in(phone, certificate, dog="Waldmann")
    assert "Waldmann" in phone.inner_text("main")
    reference, _code = send(phone)
    mine = f"/meine-antraege/{reference}/"
    eventually(phone, mine, "Antrag, ")

    # At the tax office the case is in the inbox; the clerk asks back.
    log_in(desk, town, "Hundesteuer")
    desk.goto("/arbeitsplatz/cases/?view=office&sort=new")
    desk.get_by_role("link", name="Hund Waldmann – Sommer").first.click()
    desk.get_by_role("heading", level=1).wait_for()
    case = desk.url.removesuffix("/")
    assert "Dackel" in desk.inner_text("main")
    desk.get_by_role("button", name="Vorgang übernehmen").click()
    desk.goto(f"{case}/do/ask/")
    desk.get_by_label("Ihre Frage").fill("Ist der Hund kastriert?")
    desk.get_by_role("button", name="Frage senden").click()

    # She answers on her phone.
    eventually(phone, mine, "Ist der Hund kastriert?")
    phone.get_by_label("Ihre Antwort").fill("Ja, seit März.")
    phone.get_by_role("button", name="Antwort abschicken").click()
    phone.wait_for_load_state()

    # The clerk reads the answer and decides from a template.
    eventually(desk, f"{case}/messages/", "Ja, seit März.")
    desk.goto(f"{case}/do/decide/")
    desk.get_by_label("Bewilligen", exact=True).check()
    desk.get_by_role("button", name="Entscheiden und absenden").click()
    desk.wait_for_load_state()

    # The decision is with her, by account and by e-mail.
    eventually(phone, mine, "Hundesteuerbescheid")
    eventually(desk, "/demo/post/", "klara@example.org")


def test_the_log_of_the_town_holds(town):
    with sqlite3.connect(town.var / "allmende.sqlite3") as database:
        (events,) = database.execute("SELECT count(*) FROM events_event").fetchone()
    assert events > 1000
