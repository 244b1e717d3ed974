"""The whole line with JavaScript switched off: apply, upload, send; a clerk decides."""

from __future__ import annotations

from .people import (
    about_chip,
    about_dog,
    about_home,
    about_money,
    about_you,
    eventually,
    fresh_address,
    go_on,
    log_in,
    send,
)


def test_somebody_applies_and_the_office_decides(visit, town, certificate):
    dog = f"Hasso {fresh_address()[6:14]}"
    phone = visit(360, java_script_enabled=False)
    phone.goto("/antrag/hundesteuer-anmeldung/")
    phone.get_by_role("button", name="Antrag beginnen").click()
    about_you(phone, fresh_address())
    about_home(phone)
    about_dog(phone, dog)

    # What depends on an answer comes with the page's own button; files by the button beside them.
    about_chip(phone)
    phone.locator("input[type=file]").first.set_input_files(certificate)
    phone.get_by_role("button", name="Hochladen").first.click()
    phone.get_by_text("chip.jpg").first.wait_for()
    go_on(phone, "Steuer und Ermäßigung")
    about_money(phone)
    assert dog in phone.inner_text("main")
    reference, _code = send(phone)
    mine = f"/meine-antraege/{reference}/"
    eventually(phone, mine, "Antrag mit Eingangsbestätigung")

    office = visit(1280, java_script_enabled=False)
    log_in(office, town, "Hundesteuer")
    office.goto("/arbeitsplatz/cases/?view=office&sort=new")
    office.get_by_role("link", name=f"Hund {dog} – Sommer").click()
    office.get_by_role("button", name="Vorgang übernehmen").click()
    case = office.url.rstrip("/")
    office.goto(f"{case}/do/decide/")
    office.get_by_label("Bewilligen", exact=True).check()
    office.get_by_role("button", name="Entscheiden und absenden").click()
    eventually(phone, mine, "Hundesteuerbescheid")
