"""Zones and records of the domain name system (RFC 1034, 1035)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from ..types import Fields, Label, Reference, ResourceType, Row
from ..values import (
    Count,
    Host,
    Words,
    address_key,
    block_keys,
    host_key,
    spf_targets,
    target_keys,
    zone_keys,
)


class Zone(Fields):
    """A zone whose records the provider keeps; its number is the name of the zone."""

    registrar: Annotated[Words, Label(_("Registered with"))] = ""
    owner: Annotated[Words, Label(_("Belongs to"), help=_("As the registry names the holder."))] = ""


class Record(Fields):
    """One record. Its number is unique, such as ``www.schule.example A 192.0.2.10``."""

    class Kind(TextChoices):
        A = "A", "A"
        AAAA = "AAAA", "AAAA"
        CNAME = "CNAME", "CNAME"
        MX = "MX", "MX"
        TXT = "TXT", "TXT"
        PTR = "PTR", "PTR"
        NS = "NS", "NS"
        SRV = "SRV", "SRV"

    host: Annotated[Host, Label(_("Name"))]
    kind: Annotated[Kind, Label(_("Kind"))]
    value: Annotated[str, Field(max_length=2000), Label(_("Value"))]
    ttl: Annotated[Count, Label(_("Time to live"), unit="s")] = None
    priority: Annotated[Count, Label(_("Priority"))] = None


def _is_spf(fields: dict[str, str]) -> bool:
    return fields["kind"] == "TXT" and fields["value"].strip('" ').lower().startswith("v=spf1")


def record_known_as(row: Row) -> Iterable[str]:
    """By its name, where it leads to an address; as the mail route or the list of senders of a domain."""
    kind, host = row.fields["kind"], row.fields["host"]
    if kind in ("A", "AAAA", "CNAME"):
        yield host_key(host)
    elif kind == "MX":
        yield f"mx:{host}"
    elif _is_spf(row.fields):
        yield f"spf:{host}"


def record_needs(row: Row) -> Iterable[Reference]:
    """A record needs its zone and what it points at."""
    kind, value = row.fields["kind"], row.fields["value"].strip()
    yield Reference("in_zone", zone_keys(row.fields["host"]))
    if kind in ("A", "AAAA"):
        yield Reference("points_at", _of_address(value))
    elif kind in ("CNAME", "MX", "SRV", "NS"):
        yield Reference("points_at", (host_key(value.split()[-1].casefold().rstrip(".")),) if value else ())
    elif kind == "PTR":
        yield Reference("points_at", _of_address(_reversed(row.fields["host"])))
    elif _is_spf(row.fields):
        for target in spf_targets(value.strip('" ')):
            yield Reference("allows", _keys(target))


def _of_address(text: str) -> tuple[str, ...]:
    try:
        return (address_key(text), *block_keys(text)) if text else ()
    except ValueError:
        return ()


def _keys(target: str) -> tuple[str, ...]:
    try:
        return target_keys(target)
    except ValueError:
        return ()


def _reversed(host: str) -> str:
    """The IPv4 address of a name below in-addr.arpa (RFC 1035, section 3.5)."""
    return (
        ".".join(reversed(host.removesuffix(".in-addr.arpa").split(".")))
        if host.endswith(".in-addr.arpa")
        else ""
    )


TYPES = (
    ResourceType(
        key="dns_zone", label=_("DNS zone"), plural=_("DNS zones"), family="names", schema=Zone,
        known_as=lambda row: (f"zone:{row.number.casefold()}",), prefixes=("zone",),
    ),
    ResourceType(
        key="dns_record", label=_("DNS record"), plural=_("DNS records"), family="names", schema=Record,
        name="{host} {kind}", known_as=record_known_as, prefixes=("host", "mx", "spf"), points_at=record_needs,
    ),
)  # fmt: skip
