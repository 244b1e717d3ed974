"""Let another office take part."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.involve import involve_unit
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.directory.models import Unit
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown


class Parameters(BaseModel):
    """``unit`` is the key of an office."""

    unit: Annotated[
        str, Shown(gettext_lazy("Which office"), gettext_lazy("Its key in the directory"), names="office")
    ]
    wanted: Annotated[str, Shown(gettext_lazy("What it shall do"))] = ""


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    unit = Unit.objects.filter(key=context.parameters.unit).first()
    if unit is None:
        raise LookupError(_("The directory has no office %(key)s.") % {"key": context.parameters.unit})
    case = case_of(context)
    if unit.pk != case.unit_id:
        involve_unit(case=case, unit=unit, wanted=context.parameters.wanted, by=PROCESS)
    return None


ACTION = ServiceAction("involve_unit", gettext_lazy("Let another office take part"), Parameters, run)
