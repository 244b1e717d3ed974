"""What all actions of the process need: the order that it drives."""

from __future__ import annotations

from typing import Any

from allmende.base.workflow.service_actions import ActionContext

from ..models import Order


class NoOrderError(LookupError):
    """A process that runs for something else uses an action for orders."""


def order_of(context: ActionContext[Any]) -> Order:
    """The order that the process drives; raises ``NoOrderError``."""
    related = ("variant__offer", "before", "resource__variant", "institution__body")
    order = Order.objects.select_related(*related).filter(subject=context.subject).first()
    if order is None:
        raise NoOrderError(f"{context.element}: {context.subject} is no order")
    return order
