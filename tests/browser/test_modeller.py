"""The drawing surface in a real browser: the strict Content-Security-Policy lets it work, and what is drawn is kept."""

from __future__ import annotations

from .people import log_in

MODEL = "/arbeitsplatz/prozesse/modelle/hundesteuer-anmeldung/"


def test_what_is_drawn_is_saved_by_itself_and_its_properties_come_from_the_server(visit, town):
    page = visit(1280)
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    log_in(page, town, "Verwalter")
    page.goto(f"{MODEL}zeichnen/")
    page.locator(".djs-element[data-element-id=decide] .djs-hit").first.click()
    page.locator("#pr-panel form").wait_for()
    page.locator(".djs-context-pad [data-action='append.append-task']").click()
    page.keyboard.press("Escape")
    page.get_by_text("Gespeichert", exact=True).wait_for()
    assert page.locator(".bjs-powered-by").is_visible()
    assert page.locator(".djs-context-pad [title='Löschen']").count()
    page.goto(f"{MODEL}schritte/")
    assert page.locator("[id^=schritt-Activity_]").count() == 1
    assert faults == []
    page.goto(f"{MODEL}zeichnen/")
    page.get_by_role("button", name="Letzte Änderung rückgängig machen").click()
