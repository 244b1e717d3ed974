"""Ask the head or the paying body for agreement, remind them, and keep why an order was refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.data import set_data
from allmende.base.workflow.service_actions import ActionContext, NoParameters, ServiceAction, Shown
from allmende.provider.offers.models import ContactRole

from ..access import case_of
from ..actions.approving import ask_approval, refusal_words
from .of_order import order_of

_ROLES = tuple(
    (str(role), ContactRole.Role(role).label) for role in (ContactRole.Role.HEAD, ContactRole.Role.BODY)
)


class Parameters(BaseModel):
    role: Annotated[Literal["head", "body"], Shown(_("Who must agree"), choices=_ROLES)] = "head"


def ask(context: ActionContext[Parameters]) -> dict[str, Any]:
    """Sets ``head_approval`` or ``body_approval``: yes (not needed), asked, nobody."""
    role = context.parameters.role
    return {f"{role}_approval": ask_approval(order=order_of(context), role=role)}


def remind(context: ActionContext[Parameters]) -> None:
    ask_approval(order=order_of(context), role=context.parameters.role, reminder=True)


def note(context: ActionContext[NoParameters]) -> dict[str, Any]:
    """Sets ``refusal``: who refused and why, in words."""
    order = order_of(context)
    case = case_of(order.subject)
    if case is not None:
        set_data(case=case, values={"result": "refused"}, by=PROCESS)
    return {"refusal": refusal_words(order)}


ACTIONS = (
    ServiceAction(
        "ask_approval", _("Ask for agreement to an order"), Parameters, ask,
        sets=(("head_approval", _("Answer of the head")), ("body_approval", _("Answer of the school body"))),
    ),
    ServiceAction("remind_approval", _("Remind of the agreement to an order"), Parameters, remind),
    ServiceAction(
        "note_refusal", _("Note that an order was not agreed to"), NoParameters, note,
        sets=(("refusal", _("Who refused and why")),),
    ),
)  # fmt: skip
