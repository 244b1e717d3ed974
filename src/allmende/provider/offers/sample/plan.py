"""Who has what: sets of schools whose sizes keep the proportions exactly, whatever the dice say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

#: Of 2,000 schools, so many …
OF = 2000
AFFECTED = 1874
ON_MOODLE = 212
ON_ADDRESSES = 96
BOUND = 41


@dataclass(frozen=True)
class Plan:
    """Numbers of schools from 0, each set a part of those before it where that is said."""

    schools: int
    affected: frozenset[int]
    web: frozenset[int]
    mail: frozenset[int]
    moodle: frozenset[int]
    dsl: frozenset[int]
    exchange: frozenset[int]
    filtered: frozenset[int]
    #: Have fibre at a node; all that are not affected do.
    fibre: frozenset[int]
    #: Of those with web and Moodle: their homepage is, or leads to, their Moodle.
    on_moodle: frozenset[int]
    #: Of those with mail and DSL: mail, VPN and firewall hang on the line's addresses.
    on_addresses: frozenset[int]
    #: Of those with DSL: bound for longer than until 31 July 2022.
    bound: frozenset[int]


def make_plan(schools: int, dice: Random) -> Plan:
    """The sets for so many schools; at least ten of them."""
    everybody = range(schools)
    affected = _some(everybody, _share(schools, AFFECTED), dice)
    sizes = {"web": 1610, "mail": 1512, "moodle": 1127, "dsl": 1043, "exchange": 640, "filtered": 640}
    sets = {name: set(_some(affected, _share(schools, size), dice)) for name, size in sizes.items()}
    sets["mail"] |= affected.difference(*sets.values())  # everybody affected has something
    for name, parts, size in (
        ("on_moodle", ("web", "moodle"), ON_MOODLE),
        ("on_addresses", ("mail", "dsl"), ON_ADDRESSES),
    ):
        sets[name] = set(_some(sets[parts[0]] & sets[parts[1]], _share(schools, size), dice))
    bound = _some(sets["dsl"], _share(schools, BOUND), dice)
    fibre = (set(everybody) - affected) | _some(affected - sets["dsl"], _share(schools, 240), dice)
    return Plan(
        schools, affected, bound=bound, fibre=frozenset(fibre),
        **{name: frozenset(numbers) for name, numbers in sets.items()},
    )  # fmt: skip


def _share(schools: int, of: int) -> int:
    return round(schools * of / OF)


def _some(numbers: Collection[int], count: int, dice: Random) -> frozenset[int]:
    return frozenset(dice.sample(sorted(numbers), min(count, len(numbers))))
