"""What an institution uses, told by the apps that keep it: the register of resources is above this app."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from allmende.foundation.registry import Registry


@dataclass(frozen=True)
class Used:
    """One thing that an institution uses, under a variant of an offer where that is known."""

    institution_id: uuid.UUID
    name: str
    kind: str | Promise
    variant_id: uuid.UUID | None
    since: date | None = None
    contract_until: date | None = None
    #: The staff page of the thing.
    staff_url: str = ""


@dataclass(frozen=True)
class UsageSource:
    """``of(institution ids)`` yields what is in use there now, in a constant number of statements."""

    key: str
    of: Callable[[Collection[uuid.UUID]], Iterable[Used]]


usage_sources: Registry[UsageSource] = Registry("usage source")


def used_by(institution_ids: Collection[uuid.UUID]) -> list[Used]:
    """Everything in use at the institutions, by kind and name."""
    found = [used for source in usage_sources for used in source.of(institution_ids)]
    return sorted(found, key=lambda used: (str(used.kind), used.name))
