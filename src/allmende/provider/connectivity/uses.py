"""Where old addresses are used: records, mail, VPN, rules of firewalls, certificates, as the register knows them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from allmende.provider.offers.models import Institution
from allmende.provider.offers.queries import portions
from allmende.provider.offers.resources.models import Dependency, Resource

from .addresses import AddressMap, network_of

#: What leads on: who points at a record that names an old address is concerned by it.
_LEADS = frozenset({"dns_record"})
_DEPTH = 3


class Use(StrEnum):
    """For what an address is used."""

    ADDRESS = "address"
    RECORD = "record"
    SENDERS = "senders"
    REVERSE = "reverse"
    VPN = "vpn"
    RULE = "rule"
    CERTIFICATE = "certificate"
    MAIL = "mail"
    OTHER = "other"


@dataclass(frozen=True)
class Used:
    """One place where an old address stands (``old`` and ``new`` as texts), or which hangs on one that does."""

    resource: Resource
    use: Use
    old: str
    new: str

    @property
    def changes(self) -> bool:
        """Whether the text itself must change; else it only has to be tested."""
        return self.old != self.new


def uses_of(institution: Institution, map: AddressMap) -> list[Used]:
    """All uses of the institution's old addresses, whoever owns what uses them; two statements per step of the way."""
    rows = Resource.objects.filter(institution=institution, type__in=("ip_address", "ip_block"))
    start = [row for row in rows.exclude(state=Resource.State.ENDED).order_by("number") if _is_old(row, map)]
    found = [one for row in start if row.type == "ip_address" for one in _of(row, map)]
    seen, level = {row.pk for row in start}, start
    for _depth in range(_DEPTH):
        after = []
        for row in _dependents(level):
            if row.pk not in seen:
                seen.add(row.pk)
                uses = _of(row, map)
                found += uses
                if row.type in _LEADS and uses:
                    after.append(row)
        level = after
    return found


def _is_old(row: Resource, map: AddressMap) -> bool:
    network = network_of(row.number)
    return network is not None and map.holds(network)


def _dependents(level: Sequence[Resource]) -> Iterable[Resource]:
    for keys in portions(row.pk for row in level):
        rows = Dependency.objects.filter(needs_id__in=keys)
        rows = rows.exclude(resource__state=Resource.State.ENDED).exclude(
            resource__type__in=("ip_address", "ip_block")
        )
        for row in rows.select_related("resource__institution").order_by(
            "resource__type", "resource__number"
        ):
            yield row.resource


def _of(row: Resource, map: AddressMap) -> list[Used]:
    fields = row.fields
    if row.type == "ip_address":
        return _address(row, map)
    if row.type == "dns_record":
        return _record(row, map)
    if row.type == "vpn":
        text = ", ".join(fields.get("endpoints") or ())
        return [Used(row, Use.VPN, text, map.replaced(text))]
    if row.type == "firewall_rule":
        text = _("%(source)s → %(target)s, port %(port)s") % {
            "source": _side(fields.get("source")), "target": _side(fields.get("target")),
            "port": _side(fields.get("port")),
        }  # fmt: skip
        return [Used(row, Use.RULE, text, map.replaced(text))]
    if row.type == "certificate":
        text = ", ".join(fields.get("names") or ())
        return [Used(row, Use.CERTIFICATE, text, map.replaced(text))]
    use = Use.MAIL if row.type in ("mail_domain", "mailbox") else Use.OTHER
    return [] if row.type == "mailbox" else [Used(row, use, "", "")]


def _side(text: object) -> str:
    return pgettext("of a firewall", "any") if text in (None, "", "any") else str(text)


def _address(row: Resource, map: AddressMap) -> list[Used]:
    found = [Used(row, Use.ADDRESS, row.number, map.replaced(row.number))]
    if name := str(row.fields.get("reverse") or ""):
        found.append(Used(row, Use.REVERSE, f"{row.number} → {name}", f"{map.replaced(row.number)} → {name}"))
    return found


def _record(row: Resource, map: AddressMap) -> list[Used]:
    value = str(row.fields.get("value", ""))
    if row.fields.get("kind") == "PTR":
        old = address_of_reverse(str(row.fields.get("host", "")))
        if not old or not map.old_in(old):
            return []
        return [Used(row, Use.REVERSE, f"{old} → {value}", f"{map.replaced(old)} → {value}")]
    use = Use.SENDERS if "v=spf1" in value.casefold() else Use.RECORD
    if use == Use.SENDERS or map.old_in(value):
        return [Used(row, use, value, map.replaced(value))]
    return [Used(row, Use.MAIL if row.fields.get("kind") == "MX" else Use.RECORD, value, value)]


def address_of_reverse(host: str) -> str:
    """The IPv4 address of a name below in-addr.arpa (RFC 1035, section 3.5); empty for others."""
    if not host.endswith(".in-addr.arpa"):
        return ""
    text = ".".join(reversed(host.removesuffix(".in-addr.arpa").split(".")))
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        return ""
