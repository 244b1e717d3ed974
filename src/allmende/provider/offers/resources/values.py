"""Values that the schemas of several types share, and the keys under which resources are known to each other."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_*]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})*$")


def _host(value: str) -> str:
    name = value.casefold().rstrip(".")
    if name and not _HOST.match(name):
        raise ValueError(_("This is no name of a computer on the internet, such as www.schule.example."))
    return name


def _address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value)) if value else value
    except ValueError:
        raise ValueError(_("This is no address such as 192.0.2.10.")) from None


def _several(value: Any) -> Any:
    return [each for each in re.split(r"[\s,;|]+", value) if each] if isinstance(value, str) else value


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


Words = Annotated[str, Field(max_length=200)]
#: A host name in lower case without the last dot; empty where not known.
Host = Annotated[str, Field(max_length=254), AfterValidator(_host)]
#: An IPv4 or IPv6 address in its usual form; empty where not known.
Address = Annotated[str, Field(max_length=45), AfterValidator(_address)]
Hosts = Annotated[list[Host], BeforeValidator(_several)]
Addresses = Annotated[list[Address], BeforeValidator(_several)]
Keywords = Annotated[list[Annotated[str, Field(max_length=60)]], BeforeValidator(_several)]
Count = Annotated[Annotated[int, Field(ge=0, le=10**9)] | None, BeforeValidator(_empty_is_none)]


def host_key(name: str) -> str:
    """Under which a record is known that leads from this name to an address."""
    return f"host:{name}"


def site_key(name: str) -> str:
    """Under which a site is known that answers at this name."""
    return f"site:{name}"


def zone_keys(name: str) -> tuple[str, ...]:
    """The zones in which a name may lie, nearest first."""
    parts = name.split(".")
    return tuple("zone:" + ".".join(parts[place:]) for place in range(len(parts) - 1))


def address_key(address: str) -> str:
    """Under which an address is known."""
    return f"ip:{address}"


def block_key(block: str) -> str:
    """Under which a block of addresses is known; raises ``ValueError``."""
    net = ipaddress.ip_network(block, strict=False)
    return (
        f"net{net.version}:{int(net.network_address) >> (net.max_prefixlen - net.prefixlen)}/{net.prefixlen}"
    )


def block_keys(address: str) -> tuple[str, ...]:
    """The blocks in which an address or a smaller block may lie, nearest first, down to /8 or /16."""
    text, _slash, length = address.partition("/")
    ip = ipaddress.ip_address(text)
    bits, last = (32, 8) if ip.version == 4 else (128, 16)
    first = int(length) - 1 if length else bits
    whole = int(ip)
    return tuple(f"net{ip.version}:{whole >> (bits - size)}/{size}" for size in range(first, last - 1, -1))


def target_keys(target: str) -> tuple[str, ...]:
    """What a rule, a tunnel or a record means by ``target``: an address, else its block; a block; or a name."""
    text = target.partition("/")[0]
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return (host_key(target.casefold().rstrip(".")),) if "." in target else ()
    if "/" in target:
        return (block_key(target), *block_keys(target))
    return (address_key(text), *block_keys(text))


def spf_targets(text: str) -> Iterator[str]:
    """Addresses, blocks and names that an SPF record (RFC 7208) allows to send."""
    for word in text.split()[1:]:
        mechanism, _colon, target = word.lstrip("+-~?").partition(":")
        if mechanism.lower() in ("ip4", "ip6", "a", "mx", "include") and target:
            yield target
