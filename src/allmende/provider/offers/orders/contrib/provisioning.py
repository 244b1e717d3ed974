"""Set up, switch off, and enter in the register what was ordered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from allmende.base.workflow.service_actions import ActionContext, NoParameters, ServiceAction

from ..actions.putting import put_in_use, set_up
from .of_order import order_of


def provision(context: ActionContext[NoParameters]) -> dict[str, Any]:
    """Sets ``provisioned``: yes, or manual where no provisioner of the type is registered."""
    return {"provisioned": set_up(order=order_of(context), key=context.key)}


def use(context: ActionContext[NoParameters]) -> None:
    put_in_use(order=order_of(context))


_SETS = (("provisioned", _("Set up by machine, or by hand")),)
# A provisioner speaks to other systems, so the step runs before its transaction and may run twice with one key.
ACTIONS = (
    ServiceAction(
        "provision_resource",
        _("Set up what was ordered"),
        NoParameters,
        provision,
        transactional=False,
        sets=_SETS,
    ),
    ServiceAction(
        "end_resource",
        _("Switch off what was ordered to end"),
        NoParameters,
        provision,
        transactional=False,
        sets=_SETS,
    ),
    ServiceAction("put_in_use", _("Enter the order in the register"), NoParameters, use),
)
