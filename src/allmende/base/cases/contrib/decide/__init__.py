"""Decide without a person, where the law allows it (section 35a VwVfG)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.decide import decide_case
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.cases.models import Outcome
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown


class Parameters(BaseModel):
    """``template``: a key of the procedure's templates; empty: the first that fits the outcome."""

    outcome: Annotated[
        Literal["grant", "partly", "refuse"],
        Shown(gettext_lazy("How it is decided"), choices=tuple(Outcome.choices)),
    ] = "grant"
    reasons: Annotated[str, Shown(gettext_lazy("Reasons"), gettext_lazy("They stand in the decision."))] = ""
    template: Annotated[
        str,
        Shown(gettext_lazy("Which template"), gettext_lazy("Empty: the first that fits"), names="decision"),
    ] = ""


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    wanted = context.parameters
    decide_case(
        case=case_of(context), outcome=wanted.outcome, reasons=wanted.reasons, template=wanted.template,
        by=PROCESS,
    )  # fmt: skip
    return {"outcome": wanted.outcome}


ACTION = ServiceAction("decide", gettext_lazy("Decide"), Parameters, run)
