"""The engine's own actions: a message to other processes, and the return of a called one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict

from .actions import deliver_message
from .compiled import compiled
from .engine import ProcessError, StuckError
from .engine.activities import as_json
from .models import Instance, ServiceJob
from .movement import RETURN
from .reading.events import SEND
from .service_actions import ActionContext, NoParameters, ServiceAction, service_actions


class Message(BaseModel):
    """``name`` as the receiving event's message; ``key`` as it waits for it; without key the same subject gets it.

    All other parameters are the variables that go with it.
    """

    model_config = ConfigDict(extra="allow")

    name: str
    key: str = ""


def send(context: ActionContext[Message]) -> dict[str, Any] | None:
    """Deliver a message to the processes that wait for it."""
    given = context.parameters
    subject = "" if given.key else context.subject
    variables = {name: as_json(value) for name, value in (given.model_extra or {}).items()}
    deliver_message(name=given.name, subject=subject, key=given.key, variables=variables)
    return None


def give_back(context: ActionContext[NoParameters]) -> dict[str, Any] | None:
    """What a called process gives back; its error is the caller's. Raises ``StuckError`` where it was cancelled."""
    job = ServiceJob.objects.get(pk=context.key)
    child = Instance.objects.get(parent_id=context.instance_id, parent_token=job.token_id)
    if child.error:
        raise ProcessError(child.error)
    if child.state != Instance.State.ENDED:
        raise StuckError(_("The called process was cancelled."))
    version_id = Instance.objects.values_list("version_id", flat=True).get(pk=context.instance_id)
    outputs = compiled(version_id).nodes[context.element].outputs
    variables = dict(child.variables)
    return {
        name: as_json(value.expression.evaluate(variables)) if value.expression else value.text
        for name, value in outputs.items()
    }


def register() -> None:
    """Called once from ``AppConfig.ready()``."""
    for action in (
        ServiceAction(SEND, gettext_lazy("Send a message to other processes"), Message, send),
        ServiceAction(
            RETURN, gettext_lazy("Return from a called process"), NoParameters, give_back, internal=True
        ),
    ):
        if action.key not in service_actions:
            service_actions.register(action)
