"""Ask another office: it takes part and gets a task; the process goes on meanwhile.

Where the process shall wait for the answer, a user task of that office is the way.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, Field

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.involve import involve_unit
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.directory.models import Unit
from allmende.base.workflow.actions import add_task
from allmende.base.workflow.calendar import calendar_of
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown
from allmende.foundation.events.types import SYSTEM


class Parameters(BaseModel):
    """``unit`` is the key of an office; ``due_days`` are its working days."""

    unit: Annotated[
        str,
        Field(min_length=1),
        Shown(gettext_lazy("Which office"), gettext_lazy("Its key in the directory"), names="office"),
    ]
    question: Annotated[str, Field(min_length=1, max_length=500), Shown(gettext_lazy("What it is asked"))]
    due_days: Annotated[int, Field(ge=0, le=1000), Shown(gettext_lazy("By when: working days"))] = 0


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    case, wanted = case_of(context), context.parameters
    unit = Unit.objects.filter(key=wanted.unit).first()
    if unit is None:
        raise LookupError(_("The directory has no office %(key)s.") % {"key": wanted.unit})
    if unit.pk != case.unit_id:
        involve_unit(case=case, unit=unit, wanted=wanted.question, by=PROCESS)
    due_at = None
    if wanted.due_days:
        day = calendar_of(unit.pk).add_working_days(timezone.localdate(), wanted.due_days)
        due_at = timezone.make_aware(datetime.combine(day, time.max))
    task = add_task(subject=case.subject, name=wanted.question, unit=unit, actor=SYSTEM, due_at=due_at)
    return {"asked_task": str(task.pk)}


ACTION = ServiceAction("ask_office", gettext_lazy("Ask another office"), Parameters, run)
