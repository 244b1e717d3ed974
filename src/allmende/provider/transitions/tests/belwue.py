"""The programme of 2021 over a small register: one school that uses everything, some that use little, one nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

import allmende
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.models import Institution, Variant
from allmende.provider.offers.resources.actions import find_dependencies
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.loading import load_programme
from allmende.provider.transitions.models import Programme

from .factories import make_resource

DATA = Path(allmende.__file__).parent / "demo" / "shared" / "transition.yaml"
#: The mail that told schools of it, and what they feared; not part of the project.
SEED = Path(allmende.__file__).parents[2].parent / "shared" / "seeds" / "000_78a4a6aec82c7b33.txt"
OFFERS = {
    "mail": {"state": "120.00"}, "moodle": {"state": "420.00"}, "webhosting": {"state": "84.00"},
    "line-dsl": {"state": "288.00", "body": "178.80"}, "line-fibre": {"body": "2400.00"},
    "file-exchange": {"state": "36.00"}, "youth-filter": {"state": "60.00", "body": "90.00"},
}  # fmt: skip
SUCCESSORS = {
    "webhosting": {"school": "96.00"}, "line-dsl": {"body": "718.80"}, "file-exchange": {"school": "60.00"},
    "youth-filter": {"body": "240.00"},
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """Institutions by what they use."""

    programme: Programme
    everything: Institution
    fibre: Institution
    bound: Institution
    nothing: Institution
    variants: dict[str, Variant]


def content() -> dict[str, Any]:
    """The programme as data, with the real dates."""
    found: dict[str, Any] = yaml.safe_load(DATA.read_text("utf-8"))
    return found


def make_world() -> World:
    """Load the programme over its register."""
    variants = {
        key: offers.make_variant(offers.make_offer(key, key=key), "S", **prices)
        for key, prices in OFFERS.items()
    }
    for key, cost in SUCCESSORS.items():
        for name in ("A", "B"):
            offers.make_alternative(variants[key].offer, f"{key} {name}", cost=cost)
    body = offers.make_institution("Schulverband Nord", kind="body")
    named = ("Gymnasium am Markt", "Schule am Knoten", "Schule mit Vertrag", "Schule ohne uns")
    everything, fibre, bound, nothing = (offers.make_institution(name, body=body) for name in named)
    for school in (everything, fibre, bound, nothing):
        offers.make_contact(school, role=offers.HEAD)
    _everything(everything, variants)
    make_resource(
        fibre,
        variants["line-fibre"],
        type="line",
        number="L-F",
        fields={"technology": "fibre", "at_node": True},
    )
    make_resource(
        bound, variants["line-dsl"], type="line", number="L-B", fields={"technology": "cable", "network": "teaching"},
        contract_until=date(2024, 3, 31),
    )  # fmt: skip
    find_dependencies(by=SYSTEM)
    return World(load_programme(content(), by=None), everything, fibre, bound, nothing, variants)


def _everything(school: Institution, variants: dict[str, Variant]) -> None:
    make = make_resource
    make(
        school,
        variants["line-dsl"],
        type="line",
        number="L-1",
        fields={"technology": "dsl", "network": "both"},
    )
    make(school, None, type="ip_block", number="10.0.0.0/29", name="10.0.0.0/29", fields={"line": "L-1"})
    make(school, None, type="ip_address", number="10.0.0.2", name="10.0.0.2", fields={})
    make(school, None, type="vpn", number="VPN-1", name="VPN-1", fields={"endpoints": ["10.0.0.2"]})
    make(school, variants["moodle"], type="moodle_site", number="M-1", name="Moodle", fields={
        "address": "moodle.markt.example", "is_homepage": True})  # fmt: skip
    for kind in ("homepage", "wiki", "forum", "nextcloud", "own_moodle"):
        fields = {"kind": kind, "address": f"{kind.replace('_', '')}.markt.example"}
        more = {"made_with": "moodle"} if kind == "homepage" else {}
        make(
            school,
            variants["webhosting"],
            number=f"W-{kind}",
            name=fields["address"],
            fields={**fields, **more},
        )
    make(
        school,
        variants["mail"],
        type="mail_domain",
        number="markt.example",
        name="markt.example",
        fields={"own": True},
    )
    make(school, variants["file-exchange"], type="file_exchange_account", number="FX-1")
    make(school, variants["youth-filter"], type="filter_profile", number="JF-1")
