"""Lines with their blocks: what is taken, what is free, and what several addresses cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Q
from django.utils import timezone

from allmende.provider.offers.models import Offer, Payer, Variant
from allmende.provider.offers.queries import prices_of, yearly_costs
from allmende.provider.offers.resources.models import Resource
from allmende.provider.transitions.wording import money_words

from .addresses import Address, Network, network_of

#: So many free addresses are listed one by one.
SHOWN = 32


@dataclass(frozen=True)
class BlockUse:
    """A block with the addresses in use in it. ``size`` counts those that can be given to machines."""

    block: Resource
    size: int
    used: tuple[Resource, ...]
    free: tuple[str, ...]

    @property
    def left(self) -> int:
        """How many are free."""
        return max(0, self.size - len(self.used))


def blocks_of(line: Resource) -> list[BlockUse]:
    """The blocks that come over a line, with what is used and what is free; one statement."""
    rows = Resource.objects.filter(type__in=("ip_block", "ip_address"), institution=line.institution)
    blocks, taken = [], {}
    for row in rows.exclude(state=Resource.State.ENDED).order_by("number"):
        network = network_of(row.number)
        if network is not None and row.type == "ip_address":
            taken[network.network_address] = row
        elif network is not None and str(row.fields.get("line", "")).casefold() == line.number.casefold():
            blocks.append((row, network))
    return [_use(row, network, taken) for row, network in blocks]


def _use(block: Resource, net: Network, taken: Mapping[Address, Resource]) -> BlockUse:
    inside = {ip: row for ip, row in taken.items() if ip in net}
    free = (str(ip) for ip in net.hosts() if ip not in inside)
    edges = 2 if net.version == 4 and net.prefixlen < 31 else 0
    return BlockUse(block, net.num_addresses - edges, tuple(inside.values()), tuple(islice(free, SHOWN)))


@dataclass(frozen=True)
class AddressPrice:
    """What a variant with addresses costs: the prices in words, by payer and period."""

    offer: Offer
    variant: Variant
    prices: tuple[str, ...]


def address_prices(on: date | None = None) -> list[AddressPrice]:
    """The offers under which blocks of addresses are given to a line, at the prices of a day."""
    on = on or timezone.localdate()
    offers = [row for row in Offer.objects.order_by("name", "id") if "ip_block" in row.resource_types]
    found = []
    for variant in (
        Variant.objects.filter(offer__in=offers).select_related("offer").order_by("offer__name", "order")
    ):
        prices = tuple(
            f"{Payer(price.payer).label}: {money_words(price.amount)} {price.get_period_display()}"
            for price in prices_of(variant, on)
        )
        found.append(AddressPrice(variant.offer, variant, prices))
    return found


def yearly_words(resource: Resource) -> list[str]:
    """What a resource costs whom in a year, under its offer."""
    if resource.variant_id is None:
        return []
    costs = yearly_costs(timezone.localdate()).get(resource.variant_id, {})
    return [f"{Payer(payer).label}: {money_words(amount)}" for payer, amount in sorted(costs.items())]


def lines_where(*, text: str, network: str, technology: str, ends_by: date | None) -> Q:
    """What the list of lines is narrowed to."""
    wanted = Q(type="line") & ~Q(state=Resource.State.ENDED)
    if text:
        wanted &= Q(number__icontains=text) | Q(institution__name__icontains=text)
    if network:
        wanted &= Q(fields__network__in=[network, "both"])
    if technology:
        wanted &= Q(fields__technology=technology)
    if ends_by:
        wanted &= Q(contract_until__lte=ends_by)
    return wanted
