"""Acceptance: the customer says whether what was ordered works."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.base.workflow.actions import deliver_message
from allmende.foundation.events.actions import record

from ..access import actor, get_order_for
from ..errors import OrderError
from ..events import OrderAccepted, OrderFaulted
from ..models import Order
from .writing import write_message

MESSAGE = "order_accepted"


@transaction.atomic
def accept_order(*, order: Order, by: User) -> Order:
    """It works; the service is in use from now on. Raises ``OrderError`` where nobody waits for that."""
    order, _case = get_order_for(by, order.institution, order.pk)
    order.accepted_at = timezone.now()
    order.save(update_fields=["accepted_at"])
    record(OrderAccepted(), stream=order.subject, actor=actor(by))
    _tell(order, by, accepted="yes")
    return order


@transaction.atomic
def refuse_acceptance(*, order: Order, by: User, what: str) -> Order:
    """It does not work; ``what`` goes to the provider as a message. Raises ``OrderError``."""
    order, case = get_order_for(by, order.institution, order.pk)
    if not what.strip():
        raise OrderError(_("Please say what does not work."))
    record(OrderFaulted(), stream=order.subject, actor=actor(by), personal={"text": what.strip()[:2000]})
    _tell(order, by, accepted="no")
    write_message(case=case, institution=order.institution, body=what, by=by)
    return order


def _tell(order: Order, by: User, *, accepted: str) -> None:
    reached = deliver_message(
        name=MESSAGE,
        subject=order.subject,
        variables={"accepted": accepted},
        may_start=False,
        actor=actor(by),
    )
    if not reached:
        raise OrderError(_("This order does not wait for your confirmation. Nothing was changed."))
