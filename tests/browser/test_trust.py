"""Who someone is, what they signed, that it is paid: the dog tax by BundID, signed by two, paid by GiroCode, sealed."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.request import urlopen

import pytest

from .people import (
    about_chip,
    about_dog,
    about_money,
    choose,
    email_to,
    eventually,
    fill,
    fresh_address,
    go_on,
    log_in,
)
from .test_story import download


def identify(page: Any, who: str) -> None:
    """At the BundID's stand-in, as substantially as a tax certificate goes."""
    page.get_by_role("link", name="BundID").click()
    page.get_by_label("Wer sind Sie?").select_option(who)
    page.get_by_label("Womit weisen Sie sich aus?").select_option("substantial")
    page.get_by_role("button", name="Ausweisen").click()


def about_both(page: Any, email: str, other: str) -> None:
    """Her name and birthday are there and locked; she names the second owner."""
    shown = page.inner_text("main")
    assert "Klara" in shown
    assert shown.count("Bestätigt durch BundID") == 2
    assert not page.get_by_label("Familienname").count()
    fill(page, {"E-Mail-Adresse": email})
    choose(page, "gemeinsam", "Ja")
    second = page.get_by_role("group", name=re.compile("mit Ihnen"))
    second.get_by_label("Vornamen").fill("Ben")
    second.get_by_label("Familienname").fill("Sommer")
    page.get_by_label("E-Mail-Adresse dieser Person").fill(other)
    go_on(page, "Wo der Hund lebt")


def scanned(page: Any) -> str:
    """What a banking app reads from the GiroCode on the page."""
    zxing = pytest.importorskip("zxingcpp", reason="zxing-cpp reads QR codes")
    from PIL import Image

    picture = Image.open(io.BytesIO(page.locator(".pay-code").screenshot()))
    return str(zxing.read_barcodes(picture)[0].text)


def pay_at_the_bank(page: Any, bank: str, code: str) -> str:
    """A transfer with the code's text; returns the bank's statement."""
    page.goto(f"{bank}/")
    page.get_by_label("Ihr Name").fill("Klara Sommer")
    page.get_by_label("Text eines GiroCodes").fill(code)
    page.get_by_role("button", name="Jetzt überweisen").click()
    page.wait_for_load_state()
    iban = code.split("\n")[6]
    with urlopen(f"{bank}/statements/{iban}", timeout=10) as answer:
        return str(answer.read().decode())


def test_by_bundid_signed_by_two_paid_by_girocode_and_sealed(visit, town, tmp_path):
    email, other = fresh_address(), fresh_address()
    dog = f"Waldmann {other[6:14]}"
    phone, mailbox = visit(360), visit(1280)
    phone.goto("/antrag/hundesteuer-anmeldung/")
    identify(phone, "Klara Sommer")
    phone.get_by_text("Sie haben sich mit BundID").wait_for()
    phone.get_by_role("button", name="Antrag beginnen").click()
    about_both(phone, email, other)
    assert "Fliederweg" in phone.inner_text("main")
    fill(phone, {"Wie viele andere": "0"})
    go_on(phone, "Ihr Hund")
    about_dog(phone, dog)
    about_chip(phone)
    go_on(phone, "Steuer und Ermäßigung")
    about_money(phone)
    phone.get_by_role("button", name="Jetzt abschicken").click()
    phone.get_by_text("Ihr Antrag ist angekommen").first.wait_for()
    assert "Noch unterschreiben muss: Ben Sommer" in phone.inner_text("main")
    phone.get_by_role("link", name="Zu meinem Antrag").click()
    mine = phone.url.removeprefix(town.at(""))

    # Nobody decides before both have signed.
    office = visit(1280)
    log_in(office, town, "Hundesteuer")
    office.goto("/arbeitsplatz/cases/?view=office&sort=new")
    office.get_by_role("link", name=f"Hund {dog} – Sommer").click()
    office.get_by_text("Wartet auf Unterschrift von Ben Sommer").first.wait_for()
    case = office.url.rstrip("/")
    assert "Identifiziert: substanziell (BundID" in office.inner_text("main")
    office.goto(f"{case}/do/decide/")
    office.get_by_label("Bewilligen", exact=True).check()
    office.get_by_role("button", name="Entscheiden und absenden").click()
    office.get_by_role("alert").first.wait_for()

    # The second owner reads and signs on her own telephone.
    second = visit(360)
    second.goto(re.search(r"http://\S+/unterschreiben/\S+", email_to(mailbox, other, "unterschreiben"))[0])
    assert dog in second.inner_text("main")
    second.get_by_label("Ich habe den Antrag gelesen").check()
    second.get_by_role("button", name="Jetzt unterschreiben").click()
    second.get_by_text("Sie haben unterschrieben").first.wait_for()

    office.goto(f"{case}/do/decide/")
    office.get_by_label("Bewilligen", exact=True).check()
    office.get_by_role("button", name="Entscheiden und absenden").click()
    office.get_by_text("Kassenzeichen").first.wait_for()

    # She scans the GiroCode; the bank's statement says that it is paid.
    eventually(phone, mine, "Hundesteuerbescheid")
    decision = tmp_path / "bescheid.pdf"
    decision.write_bytes(download(phone, phone.get_by_role("link", name="Hundesteuerbescheid", exact=True)))
    phone.goto(mine)
    phone.get_by_role("link", name="Jetzt zahlen").click()
    claim = phone.url.removeprefix(town.at(""))
    phone.get_by_role("button", name="Überweisung").click()
    statement = tmp_path / "auszug.xml"
    phone.locator(".pay-code").wait_for()
    statement.write_text(pay_at_the_bank(mailbox, town.standin("bank"), scanned(phone)))
    cash = visit(1280)
    log_in(cash, town, "Gudrun")
    cash.goto("/arbeitsplatz/kasse/bank/")
    cash.get_by_label("Kontoauszug").set_input_files(str(statement))
    cash.get_by_role("button", name="Auszug einlesen").click()
    cash.wait_for_load_state()
    eventually(phone, claim, "Bezahlt")
    assert not phone.get_by_role("button", name="Überweisung").count()

    # Anybody finds out that the decision is the town's and unchanged; a changed one is found out.
    stranger = visit(360)
    content = decision.read_bytes()
    for name, shown in (("echt.pdf", content), ("falsch.pdf", content.replace(b"%%EOF", b"%%E0F", 1))):
        (tmp_path / name).write_bytes(shown)
        stranger.goto("/pruefen/")
        stranger.get_by_label("Datei").set_input_files(str(tmp_path / name))
        stranger.get_by_role("button", name="Prüfen").click()
        stranger.get_by_role("status").first.wait_for()
        assert ("Dieses Dokument ist echt" in stranger.inner_text("main")) == (name == "echt.pdf")
