"""Close the case; the process itself goes on to its end."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.close import close_case
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.workflow.service_actions import ActionContext, NoParameters, ServiceAction


def run(context: ActionContext[NoParameters]) -> dict[str, Any] | None:
    case = case_of(context)
    if case.is_open:
        close_case(case=case, by=PROCESS, running=context.instance_id)
    return None


ACTION = ServiceAction("close_case", gettext_lazy("Close the case"), NoParameters, run)
