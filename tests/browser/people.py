"""What people do at a browser: log in, fill in the dog tax's six pages, send, read their e-mail."""

from __future__ import annotations

import re
import uuid
from typing import Any

from .conftest import Town
from .walk import logins

REFERENCE = re.compile(r"[2-9A-Y]{3}-[2-9A-Y]{3}-[2-9A-Y]{3}-[2-9A-Y]")
CODE = re.compile(r"\b[2-9A-Y]{4}-[2-9A-Y]{4}\b")


def log_in(page: Any, town: Town, who: str) -> None:
    login = next(entry for entry in logins(town, "musterstadt") if who in entry["who"])
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").first.fill(login["email"])
    page.locator("input[type=password]").fill(login["password"])
    page.get_by_role("button", name="Anmelden", exact=True).click()


def fresh_address() -> str:
    """An e-mail address that nobody has yet: the runs of one town do not read each other's post."""
    return f"klara-{uuid.uuid4().hex[:8]}@example.org"


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


def about_you(page: Any, email: str) -> None:
    fill(page, {"Vornamen": "Klara", "Familienname": "Sommer", "E-Mail": email})
    day(page, "Geburtsdatum", "17.4.1988")
    go_on(page, "Wo der Hund lebt")


def about_home(page: Any) -> None:
    fill(page, {"Straße": "Fliederweg", "Hausnummer": "12", "Postleitzahl": "60001", "Ort": "Musterstadt",
                "Wie viele andere": "0"})  # fmt: skip
    go_on(page, "Ihr Hund")


def about_dog(page: Any, name: str) -> None:
    fill(page, {"Name des Hundes": name})
    page.get_by_label("Rasse").select_option(label="Dackel")
    day(page, "Wurftag", "15.1.2026")
    choose(page, "Geschlecht", "Hündin")
    go_on(page, "Chip und Herkunft")


def about_chip(page: Any) -> None:
    day(page, "Seit wann", "1.3.2026")
    fill(page, {"Chipnummer": "276098106123456"})
    choose(page, "Tierheim", "Nein")


def about_money(page: Any) -> None:
    choose(page, "Befreiung oder Ermäßigung", "Nein")
    go_on(page, "Zahlung")
    choose(page, "abbuchen", "Nein")
    page.get_by_label("Bestätigung").check()
    go_on(page, "Antworten prüfen")


def send(page: Any) -> tuple[str, str]:
    """Press the button; returns reference and code."""
    page.get_by_role("button", name="Jetzt abschicken").click()
    page.get_by_text("Ihr Antrag ist angekommen").first.wait_for()
    return reference_and_code(page.inner_text("main"))


def reference_and_code(text: str) -> tuple[str, str]:
    reference, code = REFERENCE.search(text), CODE.search(text)
    assert reference
    assert code
    return reference[0], code[0]


def eventually(page: Any, path: str, text: str) -> str:
    """Reload ``path`` until ``text`` is there: the worker needs a moment."""
    shown = ""
    for _ in range(240):
        page.goto(path)
        shown = page.inner_text("main")
        if text in shown:
            return shown
        page.wait_for_timeout(500)
    raise AssertionError(f"{text!r} does not appear at {path}: {shown[:500]}")


def email_to(page: Any, address: str, subject: str) -> str:
    """The text of the newest e-mail to ``address`` whose subject holds ``subject``; waits for it."""
    row = page.get_by_role("row").filter(has_text=address).filter(has_text=subject)
    for _ in range(240):
        page.goto("/demo/post/")
        if row.count():
            row.first.get_by_role("link").click()
            page.get_by_text("Alle E-Mails").wait_for()
            return str(page.inner_text("main"))
        page.wait_for_timeout(500)
    raise AssertionError(f"no e-mail about {subject!r} to {address}: {page.inner_text('main')[:400]}")
