"""Leaving at both sides (saml-profiles 4.4, single logout): requests and answers, each signed as a whole."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers import RefusedError
from .config import SamlSettings
from .encryption import opened
from .handshakes import NameId
from .names import SAML, SAMLP, STATUS
from .request import moment
from .response import check_time, decoded, read_moment
from .signing import is_signed, sign, verified
from .xml import NS, make, need, only, parse, text, under, write

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: So long a request counts where it does not say until when.
COUNTS_FOR = datetime.timedelta(minutes=5)
#: Log-ins that one request may name.
MOST = 20


@dataclass(frozen=True)
class Leaving:
    """Somebody left at the provider: by name, by log-ins; ``at`` is when the provider said so."""

    request_id: str
    name_id: str
    sessions: tuple[str, ...]
    at: datetime.datetime


def logout_request(settings: SamlSettings, *, request_id: str, entity_id: str, who: NameId) -> bytes:
    """We say that ``who`` leaves."""
    now = datetime.datetime.now(datetime.UTC)
    root = make(
        "samlp:LogoutRequest", ID=request_id, Version="2.0", IssueInstant=moment(now), Destination=settings.slo_url,
        NotOnOrAfter=moment(now + COUNTS_FOR),
    )  # fmt: skip
    under(root, "saml:Issuer", entity_id)
    under(root, "ds:Signature", Id="placeholder")
    said = {"Format": who.format, "NameQualifier": who.qualifier, "SPNameQualifier": who.sp_qualifier}
    under(root, "saml:NameID", who.value, **{name: value for name, value in said.items() if value})
    if who.session:
        under(root, "samlp:SessionIndex", who.session)
    return write(sign(root, settings.keys[0], settings.signature))


def logout_response(settings: SamlSettings, *, own_id: str, entity_id: str, answers: str) -> bytes:
    """We have ended what the request ``answers`` named."""
    root = make(
        "samlp:LogoutResponse", ID=own_id, Version="2.0", InResponseTo=answers,
        IssueInstant=moment(datetime.datetime.now(datetime.UTC)), Destination=answers_to(settings),
    )  # fmt: skip
    under(root, "saml:Issuer", entity_id)
    under(root, "ds:Signature", Id="placeholder")
    under(under(root, "samlp:Status"), "samlp:StatusCode", Value=f"{STATUS}Success")
    return write(sign(root, settings.keys[0], settings.signature))


def answers_to(settings: SamlSettings) -> str:
    """Where the provider wants answers."""
    return settings.slo_response_url or settings.slo_url


def read_request(encoded: str, settings: SamlSettings, *, place: str, now: datetime.datetime) -> Leaving:
    """The content of ``SAMLRequest``, meant for ``place``; raises ``RefusedError`` with the reason."""
    root = _read(encoded, "LogoutRequest", settings, place)
    skew = datetime.timedelta(seconds=settings.skew)
    issued = read_moment(root.get("IssueInstant"))
    if issued is None:
        raise RefusedError("xml")
    if now - skew >= issued + COUNTS_FOR:
        raise RefusedError("expired")
    check_time(root, now, skew, since="IssueInstant")
    closed = only(root, "saml:EncryptedID")
    name = opened(closed, settings.keys) if closed is not None else only(root, "saml:NameID")
    sessions = tuple(text(one) for one in root.findall("samlp:SessionIndex", NS))
    if name is None or name.tag != f"{{{SAML}}}NameID" or not text(name) or len(sessions) > MOST:
        raise RefusedError("subject")
    return Leaving(root.get("ID", ""), text(name), tuple(filter(None, sessions)), issued + skew)


def read_answer(encoded: str, settings: SamlSettings, *, place: str) -> tuple[str, bool]:
    """The ID of our request that ``SAMLResponse`` answers, and whether the provider ended its log-in."""
    root = _read(encoded, "LogoutResponse", settings, place)
    code = need(root, "samlp:Status/samlp:StatusCode").get("Value", "")
    return str(root.get("InResponseTo", "")), code == f"{STATUS}Success"


def _read(encoded: str, name: str, settings: SamlSettings, place: str) -> Element:
    root = parse(decoded(encoded))
    if root.tag != f"{{{SAMLP}}}{name}" or root.get("Version") != "2.0":
        raise RefusedError("xml")
    if not is_signed(root):
        raise RefusedError("signature")
    root = verified(root, settings.idp_certificates)
    if text(need(root, "saml:Issuer", "issuer")) != settings.idp_entity_id:
        raise RefusedError("issuer")
    if root.get("Destination") != place:
        raise RefusedError("destination")
    return root
