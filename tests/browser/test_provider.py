"""Services for schools end: planned, placed, announced by two, read on a phone without account, moved, told again."""

from __future__ import annotations

import re
import uuid
from typing import Any

from .conftest import Town
from .people import email_to, eventually, log_in
from .test_axe import faults
from .walk import logins

STAFF = "/arbeitsplatz/umstellungen/"


def teacher(town: Town) -> tuple[str, str]:
    """E-mail address and school of the IT teacher who has an account."""
    login = next(entry for entry in logins(town, "musterstadt") if "IT-Lehrkraft" in entry["who"])
    return login["email"], login["who"].partition("IT-Lehrkraft: ")[2]


def press(page: Any, name: str) -> None:
    """Press a button and wait for what comes."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def begin(page: Any, key: str) -> str:
    """A programme with its reason and legal basis; returns its address."""
    page.goto(f"{STAFF}neu/")
    page.get_by_label("Titel").fill(f"Ende der Webauftritte {key}")
    page.get_by_label("Adresse der öffentlichen Seite").fill(key)
    press(page, "Programm anlegen")
    page.get_by_label("Grund", exact=True).fill("Das Vergaberecht lässt den Dienst nicht mehr zu.")
    page.get_by_label("Rechtsgrundlage").fill("Vergaberecht")
    page.get_by_label("Wir dürfen kein Nachfolgeangebot empfehlen").check()
    press(page, "Speichern")
    return str(page.url).split("texte/")[0]


def add_measure(page: Any, programme: str, *, key: str, title: str, offer: str, rule: str) -> None:
    page.goto(f"{programme}massnahmen/neu/")
    page.get_by_label("Kurzname").fill(key)
    page.get_by_label("Art", exact=True).select_option("end")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Angebot", exact=True).select_option(label=offer)
    page.get_by_label("Was sich ändert").fill(f"Wir bieten {title} nicht mehr an.")
    page.get_by_label("Betroffene müssen etwas tun").check()
    page.get_by_label("Was sie tun müssen").fill("Bitte suchen Sie sich einen anderen Dienst.")
    page.get_by_label("Wen sie betrifft: Regel").fill(rule)
    press(page, "Speichern")


def record_end(page: Any, measure: str, day: str) -> None:
    """A fixed end: recorded, or changed where there is one."""
    page.goto(f"{measure}?termin=end")
    page.get_by_label("Was geschieht").select_option("end")
    page.get_by_label("Wie sicher ist es").select_option("fixed")
    page.get_by_label("Tag", exact=True).fill(day)
    press(page, "Festhalten")


def add_windows(page: Any, measure: str) -> None:
    """Three months, each for two schools at most."""
    page.goto(measure)
    page.get_by_text("Zeitfenster hinzufügen").click()
    page.get_by_label("Erster Tag").fill("2028-03-01")
    page.get_by_label("Letzter Tag").fill("2028-05-31")
    page.get_by_label("Höchstens so viele").fill("2")
    page.get_by_label("Ein Zeitfenster je Monat").check()
    press(page, "Hinzufügen")


def place(page: Any, programme: str) -> None:
    """Calculate who comes when, look at it, take it over."""
    page.goto(f"{programme}vorschau/")
    press(page, "Betroffenheiten festhalten")
    page.goto(f"{programme}zeitfenster/")
    press(page, "Berechnen")
    eventually(page, page.url, "haben ein Zeitfenster")
    press(page, "Übernehmen")


def announce(page: Any, other: Any, programme: str) -> str:
    """One prepares, the other releases; returns what the page says when all are written."""
    page.goto(f"{programme}briefe/")
    if page.get_by_role("button", name="Vorbereiten").count():
        press(page, "Vorbereiten")
    page.goto(f"{programme}briefe/")
    page.get_by_role("link", name=re.compile("Erste Ankündigung|Änderung, Fassung")).first.click()
    page.wait_for_load_state()
    assert not page.get_by_role("button", name="Freigeben und versenden").count()
    other.goto(page.url)
    press(other, "Freigeben und versenden")
    shown = eventually(other, page.url, "Gesendet")
    return str(shown)


def plan(office: Any, key: str, school: str) -> str:
    """Two measures, windows for one, a date for the other; a date beside windows is refused."""
    programme = begin(office, key)
    rule = f'institution.name == "{school}"'
    add_measure(office, programme, key="web", title="Hosting von Webauftritten", offer="Webauftritte",
                rule=f'{rule} || institution.number == "S10002"')  # fmt: skip
    add_measure(office, programme, key="line", title="Internetanschlüsse über DSL",
                offer="Internetanschluss über DSL oder Kabel", rule=rule)  # fmt: skip
    record_end(office, f"{programme}massnahmen/line/", "2028-07-31")
    add_windows(office, f"{programme}massnahmen/web/")
    record_end(office, f"{programme}massnahmen/web/", "2028-07-31")
    assert "Zeitfenster" in office.get_by_role("alert").first.inner_text()
    return programme


def decide(phone: Any, link: str, axe: str) -> None:
    """Compare what can follow, choose, say when it suits, tick off: on the telephone, without an account."""
    phone.get_by_role("link", name="Nachfolger vergleichen und wählen").first.click()
    phone.wait_for_load_state()
    assert "Die Reihenfolge ist ausgelost" in phone.inner_text("main")
    assert faults(phone, axe) == []
    phone.get_by_role("radio", name=re.compile("Kommunalweb")).check()
    press(phone, "Wahl speichern")
    phone.goto(link)
    phone.get_by_text("Sagen, wann es Ihnen passt").click()
    phone.get_by_label("Mai 2028").select_option(label="Passt uns gut")
    phone.locator("#fenster").get_by_role("button", name="Speichern").click()
    phone.wait_for_load_state()
    phone.goto(link)
    phone.get_by_role("button", name=re.compile("Erledigt.*Lesen, was sich")).click()
    phone.wait_for_load_state()
    shown = phone.inner_text("main")
    assert "Sie haben gewählt: Kommunalweb" in shown
    assert "erledigt am" in shown


def answer(office: Any, key: str, question: str, words: str) -> None:
    """Publish an official answer to what was asked about the programme."""
    office.goto("/arbeitsplatz/it/fragen/")
    office.get_by_role("link", name=re.compile(key)).first.click()
    office.wait_for_load_state()
    office.get_by_label("Die Frage, mit Ihren Worten").fill(question)
    office.get_by_label("Die Antwort", exact=True).fill(words)
    press(office, "Veröffentlichen")


def test_what_a_large_programme_does_is_known_before_anybody_is_told(visit, town):
    office = visit(1280)
    log_in(office, town, "Johanna")
    office.goto(STAFF)
    office.get_by_role("link", name="Umstellung der Dienste für Schulen").click()
    office.get_by_role("link", name="Vorschau", exact=True).click()
    office.wait_for_load_state()
    planned = office.inner_text("main")
    for words in (
        "Einrichtungen sind betroffen",
        "Schulen, deren Homepage an „Lernplattform Moodle“ hängt",
        "Schulen, deren E-Mail, Firewall und VPN an „Internetanschlüsse",
        "Einrichtungen mit Verträgen, die über das Ende hinaus laufen",
    ):
        assert re.search(rf"\d+ {words}", planned)


def test_the_end_of_a_service_from_the_plan_to_the_school(visit, town, axe):
    email, school = teacher(town)
    key = f"web-{uuid.uuid4().hex[:6]}"
    office, second, phone = visit(1280), visit(1280), visit(360, bypass_csp=True)
    log_in(office, town, "Johanna")
    log_in(second, town, "Emil")
    programme = plan(office, key, school)
    place(office, programme)
    announce(office, second, programme)

    # The IT teacher reads on the telephone how the school is affected, and decides.
    letter = email_to(office, email, key)
    link = re.search(r"https?://\S+/u/[\w-]+/", letter)[0]
    phone.goto(link)
    assert school in phone.inner_text("main")
    assert "Der Dienst endet am 31. Juli 2028." in phone.inner_text("main")
    assert faults(phone, axe) == []
    decide(phone, link, axe)
    press(phone, "An die Leitung weiterleiten")
    phone.get_by_role("link", name="Seite für die Leitung").click()
    phone.wait_for_load_state()
    assert "Was zu entscheiden ist" in phone.inner_text("main")
    assert faults(phone, axe) == []

    # What the school asks is answered for everybody whom it concerns.
    question = f"Was wird aus unserer Homepage ({key})?"
    phone.goto(link)
    phone.get_by_label("Ihre Frage").fill(question)
    press(phone, "Frage stellen")
    answer(office, key, question, "Sie ziehen mit um.")
    stranger = visit(360)
    eventually(stranger, f"/umstellungen/{key}/", question)

    # The date moves: exactly those whom it touches are told what is different.
    record_end(office, f"{programme}massnahmen/line/", "2029-03-31")
    office.goto(f"{programme}fassungen/")
    office.get_by_label("Warum sich etwas ändert").fill("Der neue Anschluss wird später fertig.")
    press(office, "Neue Fassung veröffentlichen")
    assert "Betrifft 1 Einrichtung " in office.inner_text("main")
    told = announce(office, second, programme)
    assert school in told
    assert "S10002" not in told
    eventually(phone, link, "Künftig: am 31. März 2029")
    assert "Bisher: am 31. Juli 2028" in phone.inner_text("main")
