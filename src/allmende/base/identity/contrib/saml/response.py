"""Hearing: an answer is read only where everything about it is as it must be (saml-profiles 4.1.4.2 and 4.1.4.3)."""

from __future__ import annotations

import base64
import binascii
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers import RefusedError
from .config import SamlSettings
from .encryption import opened
from .names import BEARER, SAML, SAMLP, STATUS
from .signing import is_signed, verified
from .xml import LARGEST, NS, need, only, parse, text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What the provider says instead of an assertion → the reason we name.
_STATUSES = {
    f"{STATUS}AuthnFailed": "cancelled", f"{STATUS}RequestDenied": "cancelled",
    f"{STATUS}NoAuthnContext": "level", f"{STATUS}NoAvailableIDP": "unreachable",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """What an answer must be meant for: our name, our address, and a question that is still open.

    ``is_open`` tells of a request's ID whether we asked so and have no answer yet.
    """

    entity_id: str
    acs: str
    is_open: Callable[[str], bool]
    now: datetime.datetime


@dataclass(frozen=True)
class Said:
    """What a believed assertion says; ``attributes``: name → (value, level as the provider writes it)."""

    request_id: str
    name_id: str
    context: str
    attributes: dict[str, list[tuple[str, str]]]
    #: how the provider calls its log-in, and the person in it, to say later that it ended
    session: str = ""
    name_format: str = ""
    name_qualifier: str = ""
    name_sp_qualifier: str = ""


def read_response(encoded: str, settings: SamlSettings, place: Place) -> Said:
    """The content of ``SAMLResponse``; raises ``RefusedError`` with the reason."""
    response = parse(decoded(encoded))
    if response.tag != f"{{{SAMLP}}}Response" or response.get("Version") != "2.0":
        raise RefusedError("xml")
    signed = is_signed(response)
    if signed:
        response = verified(response, settings.idp_certificates)
    request_id = _check_envelope(response, settings, place)
    assertion = _assertion(response, settings, signed=signed)
    _check_assertion(assertion, settings, place, request_id)
    statement = need(assertion, "saml:AuthnStatement", "context")
    context = need(statement, "saml:AuthnContext", "context")
    name = only(assertion, "saml:Subject/saml:NameID")
    around = name.attrib if name is not None else {}
    return Said(
        request_id=request_id,
        name_id=text(name),
        context=text(only(context, "saml:AuthnContextClassRef")),
        attributes=_attributes(assertion),
        session=statement.get("SessionIndex", "")[:255],
        name_format=around.get("Format", ""),
        name_qualifier=around.get("NameQualifier", ""),
        name_sp_qualifier=around.get("SPNameQualifier", ""),
    )


def decoded(encoded: str) -> bytes:
    """A field of a form as bytes; raises ``RefusedError("xml")``."""
    try:
        if len(encoded) > 2 * LARGEST:
            raise RefusedError("xml")
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError("xml") from None


def _check_envelope(response: Element, settings: SamlSettings, place: Place) -> str:
    """Issuer, destination, question and status; returns the ID of the question."""
    issuer = only(response, "saml:Issuer")
    if issuer is not None and text(issuer) != settings.idp_entity_id:
        raise RefusedError("issuer")
    if response.get("Destination") != place.acs:
        raise RefusedError("destination")
    request_id: str = response.get("InResponseTo", "")
    if not request_id or not place.is_open(request_id):
        raise RefusedError("replay")
    codes = [node.get("Value", "") for node in response.findall(".//samlp:StatusCode", NS)]
    if codes[:1] != [f"{STATUS}Success"]:
        raise RefusedError(next((_STATUSES[code] for code in codes if code in _STATUSES), "status"))
    return request_id


def _assertion(response: Element, settings: SamlSettings, *, signed: bool) -> Element:
    """The one assertion, as it was signed: by itself, or by the response around it."""
    closed, plain = response.findall("saml:EncryptedAssertion", NS), response.findall("saml:Assertion", NS)
    if len(closed) + len(plain) != 1:
        raise RefusedError("assertion")
    if plain and not settings.allow_plain:
        raise RefusedError("encryption")
    # A document of its own: nothing around it can be taken for a part of it.
    assertion = opened(closed[0], settings.keys) if closed else parse(_alone(plain[0]))
    if assertion.tag != f"{{{SAML}}}Assertion" or assertion.get("Version") != "2.0":
        raise RefusedError("assertion")
    if is_signed(assertion) or not signed:
        return verified(assertion, settings.idp_certificates)
    return assertion


def _alone(element: Element) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(element, method="c14n", exclusive=True))


def _check_assertion(assertion: Element, settings: SamlSettings, place: Place, request_id: str) -> None:
    if text(need(assertion, "saml:Issuer", "issuer")) != settings.idp_entity_id:
        raise RefusedError("issuer")
    skew = datetime.timedelta(seconds=settings.skew)
    conditions = need(assertion, "saml:Conditions", "conditions")
    check_time(conditions, place.now, skew)
    audiences = conditions.findall("saml:AudienceRestriction", NS)
    named = [[text(one) for one in row.findall("saml:Audience", NS)] for row in audiences]
    if not named or any(place.entity_id not in row for row in named):
        raise RefusedError("audience")
    confirmations = [
        only(row, "saml:SubjectConfirmationData")
        for row in assertion.findall("saml:Subject/saml:SubjectConfirmation", NS)
        if row.get("Method") == BEARER
    ]
    if len(confirmations) != 1 or confirmations[0] is None:
        raise RefusedError("confirmation")
    data = confirmations[0]
    if data.get("Recipient") != place.acs:
        raise RefusedError("recipient")
    if data.get("InResponseTo") != request_id:
        raise RefusedError("replay")
    if not data.get("NotOnOrAfter"):
        raise RefusedError("expired")
    check_time(data, place.now, skew)
    statement = need(assertion, "saml:AuthnStatement", "context")
    check_time(statement, place.now, skew, until="SessionNotOnOrAfter", since="AuthnInstant")


def check_time(
    element: Element, now: datetime.datetime, skew: datetime.timedelta, *, until: str = "NotOnOrAfter",
    since: str = "NotBefore",
) -> None:  # fmt: skip
    """Raises ``RefusedError`` for what has ended or not begun."""
    end, start = read_moment(element.get(until)), read_moment(element.get(since))
    if end is not None and now - skew >= end:
        raise RefusedError("expired")
    if start is not None and now + skew < start:
        raise RefusedError("too_early")


def read_moment(value: str | None) -> datetime.datetime | None:
    """A time as SAML writes it; raises ``RefusedError("xml")`` where it is none."""
    if value is None:
        return None
    try:
        found = datetime.datetime.fromisoformat(value)
    except ValueError:
        raise RefusedError("xml") from None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def _attributes(assertion: Element) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for attribute in assertion.findall("saml:AttributeStatement/saml:Attribute", NS):
        name = attribute.get("Name", "")
        if name in found:
            raise RefusedError("attributes")
        found[name] = [
            (text(value), _level(value) or _level(attribute))
            for value in attribute.findall("saml:AttributeValue", NS)
        ]
    return found


def _level(element: Element) -> str:
    """The level of one attribute, as BundID writes it: an XML attribute TrustLevel in a namespace of its own."""
    return next(
        (str(value) for name, value in element.attrib.items() if name.rpartition("}")[2] == "TrustLevel"), ""
    )
