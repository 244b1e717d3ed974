"""Taking a sample over: the catalogue, the four lists, and what the data tell of dependencies."""

from __future__ import annotations

from collections.abc import Callable

from allmende.foundation.events.types import Actor
from allmende.provider.offers.resources.actions import Finding, find_dependencies
from allmende.provider.offers.resources.importing.kind import Report
from allmende.provider.offers.resources.importing.run import import_table

from .catalogue import load_offers
from .make import OFFERS, make_sample


def load_sample(
    *, schools: int, seed: int, actor: Actor, tell: Callable[[str], None] = lambda what: None,
    offices: bool = True,
) -> tuple[list[Report], Finding]:  # fmt: skip
    """As if the files had been written and imported one after the other; a second time changes nothing."""
    tell("offers")
    load_offers(OFFERS, actor=actor)
    reports = []
    for kind, table in make_sample(schools=schools, seed=seed, offices=offices).items():
        tell(kind)
        reports.append(import_table(kind=kind, table=table, actor=actor))
    tell("what needs what")
    return reports, find_dependencies(by=actor)
