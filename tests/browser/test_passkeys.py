"""A passkey from setting it up to logging in, with Chromium's own device (WebAuthn over the DevTools protocol)."""

from __future__ import annotations

from typing import Any

from .people import log_in
from .walk import logins


def test_a_passkey_is_set_up_and_opens_the_account_without_a_password(town, visit) -> None:
    page = visit(360)
    _plug_in(page)
    log_in(page, town, "Bürgerin mit Hund")
    page.goto("/konto/passkeys/neu/")
    page.get_by_label("Name für diesen Passkey").fill("Testgerät")
    page.get_by_label("Ihr Passwort").fill(_password(town))
    page.get_by_role("button", name="Passkey einrichten").click()
    page.get_by_text("Der Passkey ist eingerichtet").wait_for()
    page.context.clear_cookies()
    page.goto("/konto/anmelden/?next=/konto/")
    page.get_by_role("button", name="Passkey benutzen").click()
    page.get_by_role("heading", name="Mein Konto").wait_for()
    page.get_by_text("zuletzt benutzt").wait_for()


def _plug_in(page: Any) -> None:
    """A device that verifies its owner by itself."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _password(town: Any) -> str:
    found = next(row for row in logins(town, "musterstadt") if "Bürgerin mit Hund" in row["who"])
    return str(found["password"])
