"""Old and new addresses: reading them, finding them in texts, and putting the new ones in their place. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: What may be an address or a block within a text, such as ``ip4:192.0.2.3`` in a list of senders.
_WORD = re.compile(
    r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-fA-F]{1,4}|:):[0-9a-fA-F:]*[0-9a-fA-F:])(/\d{1,3})?(?![\w.])"
)


def read_network(text: str) -> Network:
    """An address as a network of one, or a block. Raises ``ValueError`` with a sentence."""
    try:
        return ipaddress.ip_network(text.strip(), strict=True)
    except ValueError:
        raise ValueError(
            _("“%(text)s” is no address such as 192.0.2.3, and no block such as 192.0.2.0/29.")
            % {"text": text[:60]}
        ) from None


def network_of(number: str) -> Network | None:
    """An address or a block as the register or a text has it, wherever in the block it points; None for others."""
    try:
        return ipaddress.ip_network(number, strict=False)
    except ValueError:
        return None


def usual(network: Network) -> str:
    """As people write it: a single address without its length."""
    return str(network.network_address) if network.num_addresses == 1 else str(network)


@dataclass(frozen=True)
class AddressMap:
    """Which new address follows which old one; the same place within the new block, unless a line of its own says."""

    #: (version, length of the prefix) → number of the network → (old, new)
    _by_size: dict[tuple[int, int], dict[int, tuple[Network, Network | None]]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> AddressMap:
        """Of (old, new) as stored; new may be empty."""
        found: dict[tuple[int, int], dict[int, tuple[Network, Network | None]]] = {}
        for old_text, new_text in pairs:
            old = ipaddress.ip_network(old_text)
            new = ipaddress.ip_network(new_text) if new_text else None
            found.setdefault((old.version, old.prefixlen), {})[int(old.network_address)] = (old, new)
        return cls({size: found[size] for size in sorted(found, key=lambda size: -size[1])})

    def holds(self, network: Network) -> bool:
        """Whether it is replaced, whole."""
        return self._pair(network) is not None

    def new_of(self, network: Network) -> str:
        """What follows it; empty where that is not known yet, or where it is not replaced."""
        pair = self._pair(network)
        if pair is None:
            return ""
        old, new = pair
        if new is None or new.prefixlen > network.prefixlen:
            return ""
        start = int(new.network_address) + int(network.network_address) - int(old.network_address)
        kind = ipaddress.IPv4Network if new.version == 4 else ipaddress.IPv6Network
        return usual(kind((start, network.prefixlen)))

    def old_in(self, text: str) -> list[str]:
        """The old addresses and blocks that a text names."""
        return [word for word, network in _networks(text) if self.holds(network)]

    def replaced(self, text: str) -> str:
        """The text with the new addresses in it; ``?`` where a new one is not known yet."""

        def new(match: re.Match[str]) -> str:
            network = network_of(match.group(0))
            return (
                match.group(0) if network is None or not self.holds(network) else self.new_of(network) or "?"
            )

        return _WORD.sub(new, text)

    def _pair(self, network: Network) -> tuple[Network, Network | None] | None:
        bits, whole = network.max_prefixlen, int(network.network_address)
        for (version, length), blocks in self._by_size.items():
            if version == network.version and length <= network.prefixlen:
                pair = blocks.get(whole >> (bits - length) << (bits - length))
                if pair is not None:
                    return pair
        return None


def addresses_in(text: str) -> set[str]:
    """All addresses and blocks that a text names, in their usual form."""
    return {usual(network) for _word, network in _networks(text)}


def _networks(text: str) -> Iterator[tuple[str, Network]]:
    for match in _WORD.finditer(text):
        network = network_of(match.group(0))
        if network is not None:
            yield match.group(0), network
