"""What name servers say of a record of the register: moved, still old, or not to be resolved.

Only names that stand in the register are asked for; answers are data and are never asked for in turn.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from django.conf import settings

from .addresses import AddressMap, addresses_in
from .models import RecordCheck
from .nameserver import read_server
from .uses import address_of_reverse

if TYPE_CHECKING:
    from dns.resolver import Resolver

Result = RecordCheck.Result
#: Seconds for one answer, and for all attempts at it.
TIMEOUT, LIFETIME = 2.0, 4.0
#: What can name an address.
KINDS = ("A", "AAAA", "TXT", "PTR")


def resolver() -> Resolver:
    """As ``ALLMENDE_DNS_SERVER`` says; empty: as the operating system does. No search lists, no cache."""
    import dns.resolver

    server = settings.ENVIRONMENT.dns_server
    found = dns.resolver.Resolver(configure=not server)
    if server:
        host, found.port = read_server(server)
        found.nameservers = [host]
    found.timeout, found.lifetime, found.search = TIMEOUT, LIFETIME, []
    return found


def names_old(fields: dict[str, Any], map: AddressMap) -> bool:
    """Whether a record of the register names an old address of the plan."""
    kind = str(fields.get("kind"))
    if kind == "PTR":
        return bool(map.old_in(address_of_reverse(str(fields.get("host", "")))))
    return kind in KINDS and bool(map.old_in(str(fields.get("value", ""))))


def check_record(fields: dict[str, Any], map: AddressMap, ask: Resolver) -> tuple[Result, str]:
    """Result and answer for the fields of a record that names an address of the plan (``names_old``)."""
    kind = str(fields["kind"])
    if kind == "PTR":
        return _reverse(fields, map, ask)
    old = map.old_in(str(fields["value"]))
    answers, why = _ask(str(fields["host"]), kind, ask)
    if not answers:
        return Result.UNRESOLVED, why
    text = " ".join(answers)
    is_new = {map.replaced(word) for word in old} <= addresses_in(text)
    return _result(bool(map.old_in(text)), is_new), text[:500]


def _reverse(fields: dict[str, Any], map: AddressMap, ask: Resolver) -> tuple[Result, str]:
    """A reverse entry has moved when the new address says the name, and still is old when only the old one does."""
    old = address_of_reverse(str(fields.get("host", "")))
    name, new = str(fields.get("value", "")).casefold().rstrip("."), map.replaced(old)
    there, why = _ask(ipaddress.ip_address(new).reverse_pointer, "PTR", ask) if new != "?" else ([], "")
    if name in there:
        return Result.MOVED, f"{new} → {name}"
    before, _why = _ask(ipaddress.ip_address(old).reverse_pointer, "PTR", ask)
    if name in before:
        return Result.OLD, f"{old} → {name}"
    return (Result.OTHER, f"{new} → {', '.join(there)}"[:500]) if there else (Result.UNRESOLVED, why)


def _result(is_old: bool, is_new: bool) -> Result:
    if is_old and is_new:
        return Result.BOTH
    if is_old:
        return Result.OLD
    return Result.MOVED if is_new else Result.OTHER


def _ask(name: str, kind: str, ask: Resolver) -> tuple[list[str], str]:
    """The answers as texts, or none and why."""
    import dns.exception
    import dns.resolver

    try:
        found = ask.resolve(name.rstrip(".") + ".", kind)
    except dns.resolver.NXDOMAIN:
        return [], "NXDOMAIN"
    except dns.resolver.NoAnswer:
        return [], "NOANSWER"
    except dns.exception.Timeout:
        return [], "TIMEOUT"
    except (dns.exception.DNSException, OSError, ValueError) as error:
        return [], type(error).__name__[:100]
    return [_text(kind, row) for row in found], ""


def _text(kind: str, row: Any) -> str:
    if kind == "TXT":
        return b"".join(row.strings).decode("utf-8", "replace")
    text: str = row.to_text().casefold().rstrip(".")
    return text
