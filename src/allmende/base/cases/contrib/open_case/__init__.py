"""Open a sub-case: work of its own, with its own office, deadline and end."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BaseModel, Field

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.opening import open_case
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.cases.events import SubCaseOpened
from allmende.base.cases.kinds import case_kinds
from allmende.base.directory.models import Unit
from allmende.base.workflow.calendar import calendar_of
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

#: Under which a sub-case keeps the key of the case that it belongs to.
MAIN_CASE = "main_case"
#: The message that processes get which wait for the end of a sub-case, with its key.
CLOSED = "sub_case_closed"


def _kind(key: str) -> str:
    if key not in case_kinds:
        raise ValueError(_("There is no kind of case %(key)s.") % {"key": key})
    return key


class Parameters(BaseModel):
    """``unit`` is the key of an office, by default that of the case; ``due_days`` are working days."""

    title: Annotated[str, Field(min_length=1, max_length=250), Shown(gettext_lazy("What it is about"))]
    unit: Annotated[
        str,
        Shown(
            gettext_lazy("Which office"), gettext_lazy("Its key; empty: the case's office"), names="office"
        ),
    ] = ""
    kind: Annotated[
        str,
        AfterValidator(_kind),
        Shown(gettext_lazy("Which kind of case"), gettext_lazy("Its key; empty: an enquiry")),
    ] = "enquiry"
    due_days: Annotated[int, Field(ge=0, le=1000), Shown(gettext_lazy("By when: working days"))] = 0
    result: Annotated[
        str,
        Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=60),
        Shown(gettext_lazy("Name of the value that takes the new case"), gettext_lazy("Empty: sub_case")),
    ] = "sub_case"


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    """Sets ``result`` to {id, number}; a receive event waits for its end by the message ``sub_case_closed``."""
    main, wanted = case_of(context), context.parameters
    unit = Unit.objects.filter(key=wanted.unit).first() if wanted.unit else main.unit
    if unit is None:
        raise LookupError(_("The directory has no office %(key)s.") % {"key": wanted.unit})
    today = timezone.localdate()
    due_on = calendar_of(unit.pk).add_working_days(today, wanted.due_days) if wanted.due_days else None
    case = open_case(
        kind=wanted.kind, title=wanted.title, unit=unit, by=PROCESS, customer=main.customer, channel="process",
        service=main.service, due_on=due_on, confidential=main.confidential, data={MAIN_CASE: str(main.pk)},
    )  # fmt: skip
    opened = SubCaseOpened(case=case.pk, number=case.number)
    record(opened, stream=main.subject, actor=SYSTEM)
    return {wanted.result: {"id": str(case.pk), "number": case.number}}


ACTION = ServiceAction(
    "open_case", gettext_lazy("Open a sub-case"), Parameters, run,
    sets=(("sub_case.number", gettext_lazy("Number of the sub-case")),),
)  # fmt: skip
