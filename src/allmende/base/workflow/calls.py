"""The engine's own actions: a message to other processes, and what comes out of a called one."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict

from allmende.foundation.events.types import SYSTEM

from . import movement
from .actions import deliver_message
from .compiled import compiled
from .engine import ProcessError, StuckError
from .engine.activities import as_json
from .models import Instance, ServiceJob
from .movement import RETURN
from .reading.events import ESCALATE, SEND
from .service_actions import ActionContext, NoParameters, ServiceAction, Shown, service_actions
from .service_jobs import queue


class Message(BaseModel):
    """``name`` as the receiving event's message; ``key`` as it waits for it; without key the same subject gets it.

    All other parameters are the variables that go with it.
    """

    model_config = ConfigDict(extra="allow")

    name: Annotated[str, Shown(gettext_lazy("Name of the message"))]
    key: Annotated[
        str,
        Shown(gettext_lazy("Key of the message"), gettext_lazy("Empty: processes of the same case get it")),
    ] = ""


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
    # The same token may have called other processes before: the newest is the one that it waits for.
    called = Instance.objects.filter(parent_id=context.instance_id, parent_token=job.token_id)
    child = called.latest("id")
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


def escalate(context: ActionContext[NoParameters]) -> dict[str, Any] | None:
    """An escalation that nothing in the called process catches: to its caller, and on to whoever called that.

    Where it interrupts there, the called process ends in the same transaction; where nobody catches it, nothing
    happens: an unresolved escalation has no consequences in BPMN.
    """
    called = Instance.objects.get(pk=context.instance_id)
    trigger = compiled(called.version_id).nodes[context.element].trigger
    while called.parent_id is not None and called.parent_token is not None:
        caller, run = movement.load(called.parent_id, timezone.now())
        if caller.state == Instance.State.SUSPENDED:
            raise RuntimeError(_("The calling process is suspended."))
        mark = run.marks.get(called.parent_token)
        if mark is None:
            break
        if run.escalate(mark, trigger.name if trigger else ""):
            queue(movement.write(caller, run, actor=SYSTEM, first=[]))
            break
        called = caller
    return None


def register() -> None:
    """Called once from ``AppConfig.ready()``."""
    for action in (
        ServiceAction(SEND, gettext_lazy("Send a message to other processes"), Message, send),
        ServiceAction(ESCALATE, gettext_lazy("Tell the caller"), NoParameters, escalate, internal=True),
        ServiceAction(
            RETURN, gettext_lazy("Return from a called process"), NoParameters, give_back, internal=True
        ),
    ):
        if action.key not in service_actions:
            service_actions.register(action)
