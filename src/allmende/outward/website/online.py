"""What can be applied for online, and where."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from allmende.base.directory.models import Service
from allmende.base.procedures.queries import procedures, procedures_for_service


@dataclass(frozen=True)
class Apply:
    """A way to apply for a service online."""

    name: str
    url: str


def service_ids() -> Collection[uuid.UUID]:
    """The services with an online procedure."""
    return [key for key in procedures().values_list("service_id", flat=True) if key]


def ways_to_apply(service: Service) -> list[Apply]:
    """The online procedures of ``service``; none where the installation has no applications."""
    try:
        return [
            Apply(procedure.name, reverse("applications:start", args=[procedure.key]))
            for procedure in procedures_for_service(service)
        ]
    except NoReverseMatch:
        return []
