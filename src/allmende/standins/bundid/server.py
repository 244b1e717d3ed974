"""BundID: SAML 2.0 with AKDB's extension. Reads a signed question, lets one pick a person, answers as BundID does."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit
from urllib.request import Request as Call
from urllib.request import urlopen

from lxml import etree

from ..server import Request, Response, StandIn, json_response
from . import xml
from .answers import Answers
from .leaving import Leaving, listed, posted
from .names import AKDB, MD, POST, SAML, SAMLP, STATUS
from .party import Asked, LoggedIn, Party, read_party
from .persons import ATTRIBUTES, MEANS, PERSONS


class Server(StandIn):
    """One identity provider; service providers register by their metadata, or are asked for it."""

    title = "BundID"
    known_faults = {
        "unsigned": "the assertion bears no signature",
        "other_key": "signed by a key that nobody knows",
        "wrong_audience": "meant for another service provider",
        "wrong_destination": "sent to another address than it says",
        "wrong_recipient": "confirmed for another address",
        "expired": "ran out an hour ago",
        "early": "begins in an hour",
        "wrapped": "a forged assertion beside the signed one",
        "replay": "the last answer once more",
        "unasked": "answers a question that nobody asked",
        "plain": "the assertion is not encrypted",
        "other_recipient_key": "encrypted for somebody else",
        "comment": "a comment inside the pseudonym",
        "low": "less sure than was asked for",
        "anonymous": "without the pseudonym",
        "logout_unsigned": "log-outs bear no signature",
        "logout_other_key": "log-outs are signed by a key that nobody knows",
        "logout_elsewhere": "log-outs say that they are meant for another address",
        "logout_old": "log-outs are an hour old",
        "logout_failed": "says that it could not log out",
    }

    def __init__(self) -> None:
        super().__init__()
        self.pair, self.other = xml.new_pair("BundID (Nachbildung)"), xml.new_pair("Unbekannt")
        self.parties: dict[str, Party] = {}
        self.asked: dict[str, Asked] = {}
        self.sessions: dict[str, LoggedIn] = {}
        self.last = b""
        self.route("GET", "/", lambda request, _: Response(self.page("BundID", self._about(request))))
        self.route(
            "GET", "/metadata", lambda request, _: Response(self.metadata(request.base), 200, "text/xml")
        )
        self.route("POST", "/_sp", self._register)
        self.route("POST", "/sso", self._ask)
        self.route("POST", "/answer", self._answer)
        self.route("POST", "/slo", self._slo)
        self.route("POST", "/leave", self._leave)

    def metadata(self, base: str) -> bytes:
        """Who this is: name, address for questions, certificate."""
        root = xml.element(MD, "EntityDescriptor", entityID=f"{base}/metadata")
        role = xml.below(
            root, MD, "IDPSSODescriptor", protocolSupportEnumeration=SAMLP, WantAuthnRequestsSigned="true"
        )
        key = xml.below(xml.below(role, MD, "KeyDescriptor", use="signing"), xml.DS, "KeyInfo")
        xml.below(xml.below(key, xml.DS, "X509Data"), xml.DS, "X509Certificate", self.pair.certificate)
        xml.below(role, MD, "SingleLogoutService", Binding=POST, Location=f"{base}/slo")
        xml.below(role, MD, "SingleSignOnService", Binding=POST, Location=f"{base}/sso")
        return bytes(etree.tostring(root))

    def _register(self, request: Request, _parts: Mapping[str, str]) -> Response:
        party = read_party(request.body)
        self.parties[party.entity_id] = party
        return json_response({"entity_id": party.entity_id})

    def _ask(self, request: Request, _parts: Mapping[str, str]) -> Response:
        asked = self._read(request)
        if isinstance(asked, str):
            return Response(self.page("Diese Anfrage ist ungültig", f"<p>{escape(asked)}</p>"), 400)
        number = secrets.token_hex(8)
        self.asked[number] = asked
        return Response(self.page("Mit der BundID ausweisen", _choice(number, asked)))

    def _read(self, request: Request) -> Asked | str:
        """The question, or what is wrong with it."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(base64.b64decode(request.form.get("SAMLRequest", "")), parser)
        except (ValueError, etree.XMLSyntaxError):
            return "Die Anfrage ist nicht lesbar."
        party = self._party(root.findtext(f"{{{SAML}}}Issuer", "").strip())
        if party is None:
            return "Diesen Dienst kennt die BundID nicht."
        if not xml.is_signed_by(root, party.signing):
            return "Die Anfrage ist nicht vom Dienst unterschrieben."
        if root.get("Destination") != f"{request.base}/sso":
            return "Die Anfrage ist für eine andere Adresse bestimmt."
        if root.get("AssertionConsumerServiceURL") != party.acs or root.get("ProtocolBinding") != POST:
            return "Die Anfrage nennt eine Antwortadresse, die nicht vereinbart ist."
        extension = root.find(f"{{{SAMLP}}}Extensions/{{{AKDB}}}AuthenticationRequest")
        if extension is None or extension.get("Version") != "2":
            return "Der Anfrage fehlt die Erweiterung der BundID in Version 2."
        wanted = [node.get("Name", "") for node in extension.iter(f"{{{AKDB}}}RequestedAttribute")]
        levels = root.findall(f"{{{SAMLP}}}RequestedAuthnContext/{{{SAML}}}AuthnContextClassRef")
        minimum = min((int((node.text or "1")[-1]) for node in levels), default=1)
        return Asked(party, root.get("ID", ""), request.form.get("RelayState", ""), wanted, minimum)

    def _party(self, entity_id: str) -> Party | None:
        """As registered, else by its metadata where its name is an address on this machine."""
        host = urlsplit(entity_id).hostname or ""
        if entity_id not in self.parties and (
            host in ("localhost", "127.0.0.1") or host.endswith(".localhost")
        ):
            parts = urlsplit(entity_id)
            # Not every resolver knows the names below localhost; the town is told by the header.
            address = f"http://127.0.0.1:{parts.port or 80}{parts.path}"
            request = Call(address, headers={"Host": parts.netloc})
            try:
                with urlopen(request, timeout=5) as answer:  # noqa: S310 - this machine only
                    party = read_party(answer.read())
            except (OSError, ValueError):
                return None
            self.parties[party.entity_id] = party
        return self.parties.get(entity_id)

    def _answer(self, request: Request, _parts: Mapping[str, str]) -> Response:
        form = request.form
        asked = self.asked.pop(form.get("asked", ""), None)
        if asked is None:
            return Response(self.page("Zu spät", "<p>Diese Anfrage ist schon beantwortet.</p>"), 400)
        answers = Answers(request.base, self.pair, self.other, self.faults)
        if form.get("do") == "cancel":
            content = bytes(
                etree.tostring(answers.envelope(asked, f"{STATUS}Responder", f"{STATUS}AuthnFailed"))
            )
        elif self.faults.get("replay") and self.last:
            content = self.last
        else:
            typed = {name: form.get(name, "").strip() for name in ATTRIBUTES}
            person = PERSONS.get(form.get("person", ""), typed)
            content = self.last = answers.response(asked, person, form.get("means", "high"))
            if answers.logged_in is not None:
                self.sessions[answers.logged_in.session] = answers.logged_in
        sent = base64.b64encode(content).decode()
        return Response(self.page("Zurück zum Dienst", (
            f'<form method="post" action="{escape(asked.party.acs)}" id="back">'
            f'<input type="hidden" name="SAMLResponse" value="{sent}">'
            f'<input type="hidden" name="RelayState" value="{escape(asked.relay)}">'
            '<button>Weiter</button></form><script>document.getElementById("back").submit()</script>'
        )))  # fmt: skip

    def _slo(self, request: Request, _parts: Mapping[str, str]) -> Response:
        """A service provider says that somebody leaves, or that it has ended what this told it to end."""
        if "SAMLResponse" in request.form:
            return Response(self.page("Abgemeldet", "<p>Der Dienst hat die Anmeldung beendet.</p>"))
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(base64.b64decode(request.form.get("SAMLRequest", "")), parser)
        except (ValueError, etree.XMLSyntaxError):
            return Response(self.page("Diese Abmeldung ist ungültig", ""), 400)
        party = self._party(root.findtext(f"{{{SAML}}}Issuer", "").strip())
        leaving = Leaving(request.base, self.pair, self.other, self.faults)
        wrong = leaving.wrong_with(root, party)
        if wrong or party is None:
            return Response(self.page("Diese Abmeldung ist ungültig", f"<p>{escape(wrong)}</p>"), 400)
        self.sessions.pop(root.findtext(f"{{{SAMLP}}}SessionIndex", ""), None)
        page = posted(party.slo, "SAMLResponse", leaving.answer(root, party))
        return Response(self.page("Zurück zum Dienst", page))

    def _leave(self, request: Request, _parts: Mapping[str, str]) -> Response:
        """Somebody logs out here: the service provider is told."""
        who = self.sessions.pop(request.form.get("session", ""), None)
        if who is None or not who.party.slo:
            return Response(self.page("Abgemeldet", "<p>Kein Dienst muss es erfahren.</p>"))
        told = Leaving(request.base, self.pair, self.other, self.faults).request(who)
        return Response(self.page("Weiter zum Dienst", posted(who.party.slo, "SAMLRequest", told)))

    def _about(self, request: Request) -> str:
        known = "".join(f"<li>{escape(name)}</li>" for name in self.parties) or "<li>noch keine</li>"
        return (
            f'<p>Die <a href="{request.base}/metadata">Metadaten</a>. Bekannte Dienste:</p><ul>{known}</ul>'
            + listed(self.sessions)
        )


def _choice(number: str, asked: Asked) -> str:
    persons = "".join(
        f'<option value="{key}">{escape(who["givenName"])} {escape(who["surname"])}</option>'
        for key, who in PERSONS.items()
    )
    means = "".join(
        f'<option value="{key}"{" selected" if key == "substantial" else ""}>{label}</option>'
        for key, (level, _by, label) in MEANS.items()
        if level >= asked.minimum
    )
    typed = "".join(
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" autocomplete="off">'
        for name, (oid, label) in ATTRIBUTES.items()
        if f"urn:oid:{oid}" in asked.wanted
    )
    told = ", ".join(label for oid, label in ATTRIBUTES.values() if f"urn:oid:{oid}" in asked.wanted)
    return (
        f"<p>{escape(urlsplit(asked.party.acs).netloc)} möchte wissen: {escape(told)}.</p>"
        f'<form method="post" action="/answer"><input type="hidden" name="asked" value="{number}">'
        f'<label for="person">Wer sind Sie?</label><select id="person" name="person">{persons}'
        '<option value="">jemand anderes (unten eintragen)</option></select>'
        f'<label for="means">Womit weisen Sie sich aus?</label><select id="means" name="means">{means}</select>'
        f"<details><summary>Jemand anderes</summary>{typed}</details>"
        '<button name="do" value="answer">Ausweisen</button><button name="do" value="cancel">Abbrechen</button></form>'
    )
