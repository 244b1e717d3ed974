"""Every write of the engine. Callers have checked that the person may work on the subject."""

from .instances import cancel_instance, retry_incident, set_variables, start_process
from .messages import deliver_message, start_by_condition
from .publishing import publish_process
from .tasks import (
    InstanceSuspendedError,
    TaskClosedError,
    add_task,
    assign_task,
    cancel_task,
    complete_task,
    hand_over_task,
)
from .timers import fire_due_timers

__all__ = [
    "InstanceSuspendedError",
    "TaskClosedError",
    "add_task",
    "assign_task",
    "cancel_instance",
    "cancel_task",
    "complete_task",
    "deliver_message",
    "fire_due_timers",
    "hand_over_task",
    "publish_process",
    "retry_incident",
    "set_variables",
    "start_by_condition",
    "start_process",
]
