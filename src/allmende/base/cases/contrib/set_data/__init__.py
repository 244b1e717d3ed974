"""Keep what the process worked out with the case: a fee, a zone, a licence number."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy
from pydantic import BaseModel, Field

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.data import set_data
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown


class Parameters(BaseModel):
    key: Annotated[
        str,
        Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60),
        Shown(
            gettext_lazy("Under which name it is kept"),
            gettext_lazy("Small letters, digits and _, for example fee"),
        ),
    ]
    value: Annotated[str | int | float | bool | None, Shown(gettext_lazy("Value"))] = None


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    wanted = context.parameters
    set_data(case=case_of(context), values={wanted.key: wanted.value}, by=PROCESS)
    return None


ACTION = ServiceAction("set_data", gettext_lazy("Keep a value with the case"), Parameters, run)
