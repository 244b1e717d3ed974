"""What happens to an order when its case ends."""

from __future__ import annotations

from allmende.base.cases.events import CaseClosed, CaseWithdrawn
from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import DomainEvent

from .actions.putting import drop_planned
from .models import Order


def connect() -> None:
    """Subscribe to events; called once from ``AppConfig.ready()``."""
    subscribe(CaseClosed)(tidy)
    subscribe(CaseWithdrawn)(tidy)


def tidy(event: DomainEvent, stored: Event) -> None:
    """What was being set up for an order that came to nothing leaves the register."""
    order = Order.objects.select_related("resource").filter(subject=stored.stream).first()
    if order is not None:
        drop_planned(order)
