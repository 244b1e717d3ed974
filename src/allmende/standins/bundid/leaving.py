"""Log-outs at BundID: asked for by a service provider, or begun here and told to it (single logout)."""

from __future__ import annotations

import base64
import datetime
import secrets
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from lxml import etree

from . import xml
from .names import SAML, SAMLP, STATUS
from .party import LoggedIn, Party

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Leaving:
    """Makes and reads log-outs of the identity provider at ``base``; ``faults`` say what is to go wrong."""

    def __init__(self, base: str, pair: xml.Pair, other: xml.Pair, faults: Mapping[str, Any]) -> None:
        self.base, self.pair, self.other, self.faults = base, pair, other, faults

    def request(self, who: LoggedIn) -> bytes:
        """Told to a service provider: this log-in ends."""
        root = self._root("LogoutRequest", who.party)
        xml.below(root, SAML, "NameID", who.name_id)
        xml.below(root, SAMLP, "SessionIndex", who.session)
        return self._signed(root)

    def answer(self, asked: Element, party: Party) -> bytes:
        """The answer to what a service provider asked."""
        root = self._root("LogoutResponse", party, InResponseTo=asked.get("ID", ""))
        failed = self.faults.get("logout_failed")
        xml.below(
            xml.below(root, SAMLP, "Status"), SAMLP, "StatusCode",
            Value=f"{STATUS}{'Responder' if failed else 'Success'}",
        )  # fmt: skip
        return self._signed(root)

    def wrong_with(self, asked: Element, party: Party | None) -> str:
        """What is wrong with a request for a log-out; empty: nothing."""
        if party is None or not party.slo:
            return "Diesen Dienst kennt die BundID nicht, oder er nimmt keine Abmeldungen."
        if not xml.is_signed_by(asked, party.signing):
            return "Die Abmeldung ist nicht vom Dienst unterschrieben."
        if asked.get("Destination") != f"{self.base}/slo":
            return "Die Abmeldung ist für eine andere Adresse bestimmt."
        return ""

    def _root(self, name: str, party: Party, **more: str) -> Element:
        now = datetime.datetime.now(datetime.UTC)
        if self.faults.get("logout_old"):
            now -= datetime.timedelta(hours=1)
        elsewhere = self.faults.get("logout_elsewhere")
        root = etree.Element(f"{{{SAMLP}}}{name}", {
            "ID": f"_{secrets.token_hex(16)}", "Version": "2.0", "IssueInstant": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Destination": "https://attacker.example/" if elsewhere else party.slo, **more,
        }, {"saml2p": SAMLP, "saml2": SAML})  # fmt: skip
        xml.below(root, SAML, "Issuer", f"{self.base}/metadata")
        return root

    def _signed(self, root: Element) -> bytes:
        if not self.faults.get("logout_unsigned"):
            xml.sign(root, self.other if self.faults.get("logout_other_key") else self.pair)
        return bytes(etree.tostring(root))


def posted(target: str, name: str, content: bytes) -> str:
    """A page that takes this to a service provider."""
    sent = base64.b64encode(content).decode()
    return (
        f'<form method="post" action="{escape(target)}" id="back">'
        f'<input type="hidden" name="{name}" value="{sent}"><input type="hidden" name="RelayState" value="x">'
        '<button>Weiter</button></form><script>document.getElementById("back").submit()</script>'
    )


def listed(sessions: Mapping[str, LoggedIn]) -> str:
    """The log-ins that last, each with a button that ends it."""
    rows = "".join(
        f'<li>{escape(who.party.entity_id)} <form method="post" action="/leave">'
        f'<button name="session" value="{escape(key)}">Abmelden</button></form></li>'
        for key, who in sessions.items()
    )
    return f"<h2>Anmeldungen</h2><ul>{rows}</ul>" if rows else ""
