"""Which services can be applied for online: told by the apps above, which register a source."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass

from allmende.foundation.registry import Registry


@dataclass(frozen=True)
class OnlineSource:
    """Tells the keys of the services that have an online procedure in the current tenant."""

    key: str
    service_ids: Callable[[], Collection[uuid.UUID]]


online_sources: Registry[OnlineSource] = Registry("source of online services")


def online_service_ids() -> frozenset[uuid.UUID]:
    """The services of the current tenant that can be applied for online."""
    return frozenset(key for source in online_sources for key in source.service_ids())
