"""Service providers, by their metadata, and what they ask."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from lxml import etree

from . import xml
from .names import MD, POST


@dataclass(frozen=True)
class Party:
    """A service provider as its metadata describes it."""

    entity_id: str
    acs: str
    signing: list[str]
    encryption: list[str]
    #: where it takes log-outs; empty: nowhere
    slo: str = ""


@dataclass(frozen=True)
class LoggedIn:
    """A log-in that lasts here: by what the service provider knows it."""

    party: Party
    name_id: str
    session: str


@dataclass
class Asked:
    """A question that waits for a person."""

    party: Party
    request_id: str
    relay: str
    wanted: list[str]
    minimum: int
    at: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))


def read_party(metadata: bytes) -> Party:
    """A service provider's metadata; raises ``ValueError``."""
    try:
        root = etree.fromstring(metadata, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError("no metadata") from error
    keys: dict[str, list[str]] = {"signing": [], "encryption": []}
    for node in root.iter(f"{{{MD}}}KeyDescriptor"):
        for use in [node.get("use")] if node.get("use") else list(keys):
            keys[str(use)] += [found.text or "" for found in node.iter(f"{{{xml.DS}}}X509Certificate")]
    place = root.find(f"{{{MD}}}SPSSODescriptor/{{{MD}}}AssertionConsumerService[@Binding='{POST}']")
    if place is None or not keys["signing"] or not keys["encryption"]:
        raise ValueError("not a service provider with keys")
    leaving = root.find(f"{{{MD}}}SPSSODescriptor/{{{MD}}}SingleLogoutService[@Binding='{POST}']")
    slo = leaving.get("Location", "") if leaving is not None else ""
    return Party(
        root.get("entityID", ""), place.get("Location", ""), keys["signing"], keys["encryption"], slo
    )
