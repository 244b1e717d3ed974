"""A school on a DSL line with mail, VPN and firewall of its own, and its renumbering to fibre."""

from __future__ import annotations

from datetime import date
from typing import Any

from allmende.foundation.events.types import SYSTEM
from allmende.provider.connectivity.actions import save_change
from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.actions import find_dependencies, save_resource
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.tests.factories import make_institution
from allmende.provider.transitions import actions
from allmende.provider.transitions.models import Measure, MeasureDate
from allmende.provider.transitions.tests.factories import make_programme

OLD, NEW = "192.0.2.0/29", "198.51.100.8/29"


def save(type: str, number: str, of: Institution | None, **fields: Any) -> Resource:
    """A resource with fields of its type."""
    return save_resource(type=type, number=number, institution=of, fields=fields, by=SYSTEM)


def make_wired_school(
    name: str = "Schule am Wald", *, number: str = "S1", old: str = "192.0.2", network: str = "both",
    new_network: str = "both",
) -> Institution:  # fmt: skip
    """Old line ``<number>-DSL`` with a block and what uses it; new line ``<number>-LWL``."""
    school = make_institution(name, number=number)
    domain = f"{number.lower()}.example"
    save("line", f"{number}-DSL", school, technology="dsl", down_mbit=50, network=network)
    save("line", f"{number}-LWL", school, technology="fibre", down_mbit=1000, network=new_network)
    save("ip_block", f"{old}.0/29", school, line=f"{number}-DSL")
    save("ip_address", f"{old}.2", school, purpose="Mailserver", reverse=f"mail.{domain}")
    save("ip_address", f"{old}.3", school, purpose="VPN")
    save("dns_zone", domain, school)
    save("mail_domain", domain, school)
    save_record(school, f"mail.{domain}", "A", f"{old}.2", ttl=86400)
    save_record(school, domain, "MX", f"mail.{domain}")
    save_record(school, domain, "TXT", f"v=spf1 ip4:{old}.2 -all")
    save("certificate", f"TLS-{domain}", school, names=f"mail.{domain}")
    save("vpn", f"VPN-{number}", school, endpoints=f"{old}.3")
    save("firewall_rule", f"FW-{number}", school, target=f"{old}.2", port="25")
    find_dependencies(by=SYSTEM)
    return school


def save_record(of: Institution | None, host: str, kind: str, value: str, ttl: int = 3600) -> Resource:
    """A record of the domain name system."""
    return save("dns_record", f"{host} {kind} {value}"[:120], of, host=host, kind=kind, value=value, ttl=ttl)


def make_renumbering(*, plan: bool = True, switch_on: date = date(2028, 3, 20), **fields: Any) -> Measure:
    """A measure with a day of switching, and a plan for ``make_wired_school()``."""
    programme = fields.pop("programme", None) or make_programme()
    values = {
        "kind": "renumbering", "title": "Neue IP-Adressen", "what_changes": "Sie bekommen neue Adressen.",
        "what_to_do": "Bitte folgen Sie dem Arbeitsblatt.", **fields,
    }  # fmt: skip
    measure = actions.save_measure(programme=programme, key="adressen", by=None, **values)
    event, kind = MeasureDate.Event.MOVE, MeasureDate.Kind.FIXED
    actions.set_date(measure=measure, event=event, kind=kind, on=switch_on, by=None)
    if plan:
        save_change(measure=measure, old=OLD, new=NEW, line="S1-LWL", by=None)
    return measure
