"""How much network a site needs when its servers are elsewhere, and which line carries it. A model."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.models import Resource

from .criteria import Model, model
from .defaults import LADDER

_PERCENT, _KILO = Decimal(100), Decimal(1000)


@dataclass(frozen=True)
class Demand:
    """Mbit/s by use, and together with the reserve."""

    work: Decimal
    voice: Decimal
    video: Decimal
    building: Decimal
    total: Decimal


@dataclass(frozen=True)
class Site:
    """An institution with what it needs and what it has. ``have``: its fastest line, the slower direction; None: none.

    ``upgrade``: the smallest bandwidth to order that carries it, where the line does not; None where it does.
    """

    institution: Institution
    demand: Demand
    have: int | None
    upgrade: int | None
    #: Memory that its servers have, and that its users need; None where no server is known.
    ram: int | None
    ram_needed: Decimal

    @property
    def short_of_memory(self) -> bool:
        """Whether its servers are too small."""
        return self.ram is not None and self.ram < self.ram_needed


def demand_of(users: int, by: Model, *, building: bool = True) -> Demand:
    """What so many users at one site need."""
    work = by["user_kbit"] * users * by["busy_share"] / _PERCENT / _KILO
    voice = by["voice_kbit"] * users * by["voice_share"] / _PERCENT / _KILO
    video = by["video_kbit"] * users * by["video_share"] / _PERCENT / _KILO
    control = by["building_kbit"] / _KILO if building else Decimal(0)
    total = (work + voice + video + control) * (1 + by["reserve"] / _PERCENT)
    return Demand(*(value.quantize(Decimal("0.1")) for value in (work, voice, video, control, total)))


def upgrade_for(need: Decimal, have: int | None) -> int | None:
    """The smallest bandwidth that carries ``need``, or None where the line does; the largest there is at most."""
    if have is not None and have >= need:
        return None
    return next((step for step in LADDER if step >= need), LADDER[-1])


def sites(institutions: Collection[Institution], by: Model | None = None) -> list[Site]:
    """Need and line of each; two statements for any number."""
    by = by or model()
    rows = Resource.objects.filter(type__in=("line", "server"), institution__in=list(institutions))
    speeds: dict[object, int] = {}
    memory: dict[object, int] = {}
    for key, type, fields in rows.exclude(state=Resource.State.ENDED).values_list(
        "institution_id", "type", "fields"
    ):
        if type == "line":
            speeds[key] = max(speeds.get(key, 0), _speed(fields))
        elif type == "server" and not fields.get("is_virtual"):
            memory[key] = memory.get(key, 0) + int(fields.get("ram_gb") or 0)
    found = []
    for row in institutions:
        demand = demand_of(row.users, by, building=row.kind == Institution.Kind.OFFICE)
        have = speeds.get(row.pk)
        found.append(Site(
            row, demand, have, upgrade_for(demand.total, have), memory.get(row.pk), by["user_ram_gb"] * row.users
        ))  # fmt: skip
    return found


def _speed(fields: dict[str, object]) -> int:
    """The slower direction counts: calls and conferences go both ways."""
    known = [int(str(fields[name])) for name in ("down_mbit", "up_mbit") if fields.get(name) is not None]
    return min(known, default=0)


def upgrades(rows: Iterable[Site]) -> int:
    """How many sites need a faster line."""
    return sum(row.upgrade is not None for row in rows)
