"""What can be applied for online, and where."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from allmende.base.directory.models import Service
from allmende.base.procedures.queries import offers


@dataclass(frozen=True)
class Apply:
    """A way to apply for a service online."""

    name: str
    url: str


def service_ids() -> Collection[uuid.UUID]:
    """The services with an online procedure."""
    return [service for service, _, _ in offers() if service]


def ways_to_apply(service: Service) -> list[Apply]:
    """The online procedures of ``service``; none where the installation has no applications."""
    mine = [(name, key) for service_id, name, key in offers() if service_id == service.pk]
    try:
        return [Apply(name, reverse("applications:start", args=[key])) for name, key in mine]
    except NoReverseMatch:
        return []
