from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from allmende.base.identity.views.shared import account_user

from ..access import designer_required, get_model_for
from ..assuming import plan_form
from ..bpmn.drawing import Mark, draw
from ..queries import current_content
from ..reading import unit_names
from ..simulation import HOURS_A_DAY, Outcome, simulate
from .shared import page, runnable

#: From little to much waiting.
_HEAT = ("#f0faf3", "#fff4dc", "#fbdcc4", "#f6b3a6")


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: HttpRequest, key: str) -> HttpResponse:
    """A thousand cases through the working copy, in memory."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    content = current_content(row)
    process, broken = runnable(request, row, by, content)
    if process is None:
        return broken
    form = plan_form(process, row.volume, request.POST or None)
    shown: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            outcome = simulate(process, form.plan())
            names = unit_names()
            shown |= {
                "outcome": outcome, "day": HOURS_A_DAY,
                "median": outcome.median / HOURS_A_DAY, "ninety": outcome.ninety / HOURS_A_DAY,
                "steps": [(step, step.waited / HOURS_A_DAY, step.longest / HOURS_A_DAY) for step in outcome.steps],
                "offices": [(names(office.office), office, office.load * 100) for office in outcome.offices],
                "drawings": draw(content, marks=_heat(outcome)),
            }  # fmt: skip
        else:
            status = 422
    return page(request, "simulation", row, by, status=status, **shown)


def _heat(outcome: Outcome) -> dict[str, Mark]:
    most = max((step.waited for step in outcome.steps), default=0) or 1
    marks = {}
    for step in outcome.steps:
        level = min(int(step.waited / most * len(_HEAT)), len(_HEAT) - 1)
        marks[step.element] = Mark("#8a3a1c", _HEAT[level], f"{step.waited / HOURS_A_DAY:.1f}", 2)
    return marks
