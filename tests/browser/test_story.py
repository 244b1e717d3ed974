"""The main job, as two people live it: a dog's new owner on her phone and at her desk, a clerk at the tax office."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest

from .people import (
    about_chip,
    about_dog,
    about_home,
    about_money,
    about_you,
    email_to,
    eventually,
    fresh_address,
    go_on,
    log_in,
    send,
)


@pytest.fixture
def dog() -> str:
    """A name that no other run of this test has used."""
    return f"Waldmann {fresh_address()[6:14]}"


def find_service(page: Any) -> None:
    """She misspells and finds it all the same; reads what it costs, who is responsible, what she needs."""
    page.goto("/")
    page.get_by_label("Leistung suchen").first.fill("hnud anmleden")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Hundesteuer – Anmeldung").first.click()
    page.get_by_role("heading", level=1, name="Hundesteuer – Anmeldung").wait_for()
    shown = page.inner_text("main")
    assert "96 Euro" in shown
    assert "Steueramt" in shown
    assert "Heimtierausweis" in shown
    page.get_by_role("link", name="Online beantragen").first.click()
    page.get_by_role("button", name="Antrag beginnen").click()


def stop_in_the_middle(page: Any, email: str) -> str:
    """Save and continue later; returns the code that stands on the screen only."""
    page.get_by_role("button", name="Speichern und später weitermachen").click()
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("button", name="Link schicken").click()
    return str(page.locator(".ap-code").inner_text())


def resume(page: Any, link: str, code: str) -> None:
    page.goto(link)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Entwurf öffnen").click()
    page.get_by_role("heading", level=1, name="Chip und Herkunft").wait_for()


def take_from_inbox(page: Any, dog: str) -> str:
    """The newest cases of the office; returns the address of the case."""
    page.goto("/arbeitsplatz/cases/?view=office&sort=new")
    page.get_by_role("link", name=f"Hund {dog} – Sommer").click()
    page.get_by_role("button", name="Vorgang übernehmen").click()
    page.get_by_text("Sie haben den Vorgang übernommen").or_(page.get_by_text("Jonas Weber")).first.wait_for()
    return str(page.url).removesuffix("/")


def download(page: Any, control: Any) -> bytes:
    with page.expect_download() as waiting:
        control.click()
    return bytes(open(waiting.value.path(), "rb").read())


def test_someone_applies_the_office_decides_the_file_is_kept(visit, town, certificate, dog):
    email = fresh_address()
    phone, mailbox = visit(360), visit(1280)
    find_service(phone)
    about_you(phone, email)
    about_home(phone)
    about_dog(phone, dog)

    # She stops on the phone and goes on at her desk, where only the link and the code are known.
    code = stop_in_the_middle(phone, email)
    letter = email_to(mailbox, email, "Entwurf")
    assert code not in letter
    desk = visit(1280)
    resume(desk, re.search(r"http://\S+/entwurf/\S+", letter)[0], code)
    desk.get_by_text("Sie machen mit Ihrem Entwurf vom").wait_for()
    about_chip(desk)
    desk.locator("input[type=file]").first.set_input_files(certificate)
    desk.get_by_text("chip.jpg").first.wait_for()
    go_on(desk, "Steuer und Ermäßigung")
    about_money(desk)

    # She checks, changes one answer, sends.
    assert dog in desk.inner_text("main")
    assert "Dackel" in desk.inner_text("main")
    assert "96,00" in desk.inner_text("main")
    desk.get_by_role("link", name=re.compile("ändern.*Rasse|Rasse.*ändern", re.I | re.S)).click()
    desk.get_by_label("Rasse").select_option(label="Beagle")
    desk.get_by_role("button", name="Speichern und zurück zur Übersicht").click()
    desk.get_by_role("heading", level=1, name="Antworten prüfen").wait_for()
    assert "Beagle" in desk.inner_text("main")
    assert "Dackel" not in desk.inner_text("main")
    reference, _code = send(desk)

    # Reference, receipt, e-mail.
    mine = f"/meine-antraege/{reference}/"
    eventually(desk, mine, "Antrag mit Eingangsbestätigung")
    receipt = download(desk, desk.get_by_role("link", name="Antrag mit Eingangsbestätigung"))
    assert receipt.startswith(b"%PDF-1.7")
    assert b"pdfaid" in receipt
    assert reference in email_to(mailbox, email, "eingegangen")

    # At the tax office the case is in the inbox; the clerk asks back.
    office = visit(1280)
    log_in(office, town, "Hundesteuer")
    case = take_from_inbox(office, dog)
    assert "Beagle" in office.inner_text("main")
    office.goto(f"{case}/do/ask/")
    office.get_by_label("Ihre Frage").fill("Ist der Hund kastriert?")
    office.get_by_role("button", name="Frage senden").click()
    question = email_to(mailbox, email, "Frage")

    # The e-mail's link leads her to the question; the clerk reads the answer and decides from a template.
    assert town.at(mine) in question
    desk.goto(re.search(r"http://\S+/meine-antraege/\S+", question)[0])
    desk.get_by_text("Ist der Hund kastriert?").first.wait_for()
    desk.get_by_label("Ihre Antwort").fill("Ja, seit März.")
    desk.get_by_role("button", name="Antwort abschicken").click()
    eventually(office, f"{case}/messages/", "Ja, seit März.")
    office.goto(f"{case}/do/decide/")
    office.get_by_label("Bewilligen", exact=True).check()
    office.get_by_role("button", name="Entscheiden und absenden").click()
    office.wait_for_load_state()

    # The decision is with her, in her account and by e-mail.
    eventually(desk, mine, "Hundesteuerbescheid")
    decision = download(desk, desk.get_by_role("link", name="Hundesteuerbescheid", exact=True))
    assert decision.startswith(b"%PDF-1.7")
    email_to(mailbox, email, "Bescheid")

    # The e-file holds application, evidence, messages and decision, and knows when it may be destroyed.
    shown = eventually(office, f"{case}/documents/", "Hundesteuerbescheid")
    assert "22.41" in shown
    assert re.search(r"Darf vernichtet werden\s+nach dem 31\.12\.20\d\d", shown)
    file = download(office, office.get_by_role("button", name="Ganze E-Akte herunterladen (ZIP)"))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        index = json.loads(archive.read("index.json"))
        assert "Hundesteuerbescheid" in archive.read("index.html").decode()
        assert {entry["path"] for entry in index["documents"]} < set(archive.namelist())
    kinds = {entry["kind"] for entry in index["documents"]}
    assert {"application", "evidence", "message", "decision"} <= kinds
    assert "chip.jpg" in str(index["documents"])
