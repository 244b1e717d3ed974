"""Every write of the engine. Callers have checked that the person may work on the subject."""

from .by_hand import OperatingError
from .instances import cancel_instance, retry_incident, set_variables, start_process
from .messages import deliver_message, start_by_condition
from .migrating import CannotMigrateError, check_mapping, migrate_instance
from .migrating_many import CalledVerdict, Change, Verdict, migrate_instances, plan_migration
from .operating import (
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
    "CalledVerdict",
    "CannotMigrateError",
    "Change",
    "InstanceSuspendedError",
    "OperatingError",
    "TaskClosedError",
    "Verdict",
    "add_task",
    "assign_task",
    "cancel_instance",
    "cancel_task",
    "change_variables",
    "check_mapping",
    "complete_task",
    "deliver_message",
    "fire_due_timers",
    "hand_over_task",
    "migrate_instance",
    "migrate_instances",
    "move_token",
    "plan_migration",
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
