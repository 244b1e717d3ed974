"""Decide without a person, where the law allows it (section 35a VwVfG)."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.decide import decide_case
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.workflow.service_actions import ActionContext, ServiceAction


class Parameters(BaseModel):
    """``template``: a key of the procedure's templates; empty: the first that fits the outcome."""

    outcome: Literal["grant", "partly", "refuse"] = "grant"
    reasons: str = ""
    template: str = ""


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    wanted = context.parameters
    decide_case(
        case=case_of(context), outcome=wanted.outcome, reasons=wanted.reasons, template=wanted.template,
        by=PROCESS,
    )  # fmt: skip
    return {"outcome": wanted.outcome}


ACTION = ServiceAction("decide", gettext_lazy("Decide"), Parameters, run)
