"""An address plan and what is wrong with it: no new address twice, sizes fit, everything at the institution's line."""

from __future__ import annotations

import ipaddress
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from allmende.provider.offers.queries import portions
from allmende.provider.offers.resources.models import Resource
from allmende.provider.transitions.models import Measure

from .addresses import AddressMap, Network, network_of
from .models import AddressChange

KIND = "renumbering"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one line of a plan."""

    change: AddressChange
    words: str


@dataclass
class Ground:
    """Lines, blocks and addresses of the register that a plan speaks of."""

    lines: dict[str, Resource] = field(default_factory=dict)
    #: Network → resource, of blocks and addresses.
    blocks: dict[Network, Resource] = field(default_factory=dict)

    def around(self, network: Network) -> Iterator[Resource]:
        """What is registered of it or around it, nearest first."""
        for length in range(network.prefixlen, 7, -1):
            found = self.blocks.get(network.supernet(new_prefix=length))
            if found is not None:
                yield found

    def line_of(self, network: Network) -> Resource | None:
        """The line over which it comes, as the register has it."""
        for row in self.around(network):
            if line := self.lines.get(str(row.fields.get("line", "")).casefold()):
                return line
        return None


def changes_of(measure: Measure) -> list[AddressChange]:
    """The lines of the plan, by old address; one statement."""
    return list(AddressChange.objects.filter(measure=measure).select_related("institution").order_by("old"))


def map_of(measure: Measure) -> AddressMap:
    """For looking up what follows an address; one statement."""
    return AddressMap.of(AddressChange.objects.filter(measure=measure).values_list("old", "new"))


def ground() -> Ground:
    """All lines, blocks and addresses that have not ended: one statement."""
    found = Ground()
    rows = Resource.objects.filter(type__in=("line", "ip_block", "ip_address")).exclude(
        state=Resource.State.ENDED
    )
    for row in rows.iterator(chunk_size=2000):
        if row.type == "line":
            found.lines[row.number.casefold()] = row
            continue
        network = network_of(row.number)
        if network is not None:
            found.blocks[network] = row
    return found


def problems(changes: list[AddressChange], on: Ground | None = None) -> list[Problem]:
    """Everything that is wrong with a plan, in its order; an empty one has no problems."""
    if not changes:
        return []
    on = on or ground()
    lines = [
        (row, ipaddress.ip_network(row.old), ipaddress.ip_network(row.new) if row.new else None)
        for row in changes
    ]
    found = [Problem(row, words) for row, old, new in lines for words in _of_line(row, old, new, on)]
    news = [(row, old, new) for row, old, new in lines if new is not None]
    map = AddressMap.of((row.old, row.new) for row in changes)
    return found + _twice(news, map) + _still_old(news, map)


def _of_line(row: AddressChange, old: Network, new: Network | None, on: Ground) -> Iterator[str]:
    owners = {near.institution_id for near in on.around(old)}
    if row.institution_id not in owners:
        yield _("%(old)s is not registered for %(name)s.") % {"old": row.old, "name": row.institution.name}
    if new is None:
        yield _("No new address yet for %(old)s.") % {"old": row.old}
        return
    if new.version != old.version:
        yield _("%(old)s cannot be replaced by %(new)s: one is IPv4, the other IPv6.") % {
            "old": row.old, "new": row.new,
        }  # fmt: skip
    elif new.prefixlen > old.prefixlen:
        yield _("%(new)s is smaller than %(old)s: %(have)s addresses in place of %(need)s.") % {
            "new": row.new, "old": row.old, "have": new.num_addresses, "need": old.num_addresses,
        }  # fmt: skip
    taken = on.blocks.get(new)
    if taken is not None and taken.institution_id not in (None, row.institution_id):
        yield _("%(new)s is registered for another institution.") % {"new": row.new}
    yield from _line(row, old, new, on)


def _line(row: AddressChange, old: Network, new: Network, on: Ground) -> Iterator[str]:
    """Addresses belong to a line: it must be one of the institution's, and safe where the old one had to be."""
    line = on.lines.get(row.line.casefold()) if row.line else on.line_of(new)
    if line is None:
        yield (
            _("There is no line %(line)s.") % {"line": row.line}
            if row.line
            else _("It does not say over which line %(new)s comes.") % {"new": row.new}
        )
    elif line.institution_id != row.institution_id:
        yield _("The line %(line)s does not belong to %(name)s.") % {
            "line": line.number,
            "name": row.institution.name,
        }
    else:
        before = on.line_of(old)
        if before is not None and is_administration(before.fields) and not is_administration(line.fields):
            yield _(
                "%(old)s serves the administration network, but the line %(line)s is an ordinary one. "
                "The administration network needs a safe line."
            ) % {"old": row.old, "line": line.number}


def is_administration(fields: dict[str, object]) -> bool:
    """Whether a line carries an administration network."""
    return fields.get("network") in ("administration", "both")


Lines = list[tuple[AddressChange, Network, Network]]


def _twice(news: Lines, map: AddressMap) -> list[Problem]:
    """New ones that several old ones would get; a single address within a block may take a place that is left."""
    found = []
    order = sorted(news, key=lambda one: (one[2].version, int(one[2].network_address), one[2].prefixlen))
    outer: tuple[AddressChange, Network, Network] | None = None
    for one in order:
        if outer is not None and one[2].version == outer[2].version and one[2].subnet_of(outer[2]):  # type: ignore[arg-type]
            if not _is_left(one, outer, map):
                words = _("%(new)s would be given twice: for %(old)s and for %(other)s.")
                found.append(
                    Problem(one[0], words % {"new": one[0].new, "old": one[0].old, "other": outer[0].old})
                )
        else:
            outer = one
    return found + [
        Problem(b[0], _("%(new)s would be given twice: for %(old)s and for %(other)s.")
                % {"new": b[0].new, "old": b[0].old, "other": a[0].old})
        for a, b in itertools.pairwise(order)
        if a[2] == b[2] and all(problem.change is not b[0] for problem in found)
    ]  # fmt: skip


def _is_left(
    one: tuple[AddressChange, Network, Network],
    outer: tuple[AddressChange, Network, Network],
    map: AddressMap,
) -> bool:
    """Whether the address within the other's new block is one that nobody gets from there."""
    if outer[2].num_addresses == one[2].num_addresses:
        return False
    place = int(one[2].network_address) - int(outer[2].network_address)
    if place >= outer[1].num_addresses:
        return True
    was = ipaddress.ip_network((int(outer[1].network_address) + place, one[2].prefixlen))
    return map.new_of(was) != one[0].new or was == one[1]


def _still_old(news: Lines, map: AddressMap) -> list[Problem]:
    words = _("%(new)s is itself an old address of this plan.")
    return [
        Problem(row, words % {"new": row.new})
        for row, old, new in news
        if map.holds(new) or new.overlaps(old)
    ]


def old_resources(measure: Measure) -> list[uuid.UUID]:
    """Keys of the blocks and addresses in the register that the plan replaces: what the measure reaches."""
    map = map_of(measure)
    owners = AddressChange.objects.filter(measure=measure).values_list("institution_id", flat=True).distinct()
    found = []
    for some in portions(owners):
        rows = Resource.objects.filter(type__in=("ip_block", "ip_address"), institution_id__in=some)
        for key, number in rows.exclude(state=Resource.State.ENDED).values_list("pk", "number"):
            network = network_of(number)
            if network is not None and map.holds(network):
                found.append(key)
    return found
