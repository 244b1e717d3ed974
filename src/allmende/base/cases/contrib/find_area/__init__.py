"""Find the area in which an address lies: the parking zone, the school district."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from allmende.base.addresses.queries import area_of_address
from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.data import set_data
from allmende.base.cases.contrib.of_case import case_of
from allmende.base.workflow.service_actions import ActionContext, ServiceAction, Shown


class Parameters(BaseModel):
    """``kind`` of area, such as ``parking-zone``, and the address."""

    kind: Annotated[
        str, Shown(gettext_lazy("Which kind of area"), gettext_lazy("Its key, for example parking-zone"))
    ]
    street: Annotated[str, Shown(gettext_lazy("Street"))]
    house_number: Annotated[str, Shown(gettext_lazy("House number"))]


def run(context: ActionContext[Parameters]) -> dict[str, Any] | None:
    """Sets ``area`` (its key, empty where there is none) and keeps its name with the case."""
    wanted = context.parameters
    area = area_of_address(wanted.street, wanted.house_number, wanted.kind)
    if area is not None:
        set_data(case=case_of(context), values={wanted.kind.replace("-", "_"): area.name}, by=PROCESS)
    return {"area": area.key if area else ""}


ACTION = ServiceAction(
    "find_area", gettext_lazy("Find the area of an address"), Parameters, run,
    sets=(("area", gettext_lazy("Area that was found")),),
)  # fmt: skip
