"""Every write of the engine. Callers have checked that the person may work on the subject."""

from .instances import cancel_instance, retry_incident, set_variables, start_process
from .messages import deliver_message, start_by_condition
from .operating import (
    OperatingError,
    change_variables,
    move_token,
    resume_instance,
    retry_with,
    stop_instance,
    suspend_instance,
)
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
    "OperatingError",
    "TaskClosedError",
    "add_task",
    "assign_task",
    "cancel_instance",
    "cancel_task",
    "change_variables",
    "complete_task",
    "deliver_message",
    "fire_due_timers",
    "hand_over_task",
    "move_token",
    "publish_process",
    "resume_instance",
    "retry_incident",
    "retry_with",
    "set_variables",
    "start_by_condition",
    "start_process",
    "stop_instance",
    "suspend_instance",
]
