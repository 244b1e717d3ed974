"""Who sets a type of resource up by machine: the apps that run a service register here; without one people do it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allmende.foundation.registry import Registry
from allmende.provider.offers.resources.models import Resource

from .models import Order


@dataclass(frozen=True)
class Job:
    """What is to be done. ``key`` is the same for every attempt: a second call must change nothing."""

    order: Order
    resource: Resource
    key: uuid.UUID


@dataclass(frozen=True)
class Provisioner:
    """For the type of resource ``key``. ``set_up`` (new and change) returns the resource's fields as they are now;
    ``end`` switches it off. An exception means "try again later".
    """

    key: str
    set_up: Callable[[Job], Mapping[str, Any]]
    end: Callable[[Job], None]


#: Type of resource → who sets it up; register from ``AppConfig.ready()``.
provisioners: Registry[Provisioner] = Registry("provisioner")
