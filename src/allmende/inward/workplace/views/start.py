"""The staff portal's start page: what waits, in numbers that lead there."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.base.cases.models import State
from allmende.base.identity.models import User
from allmende.inward.workplace.access import clerks_only, is_clerk, staff_only
from allmende.inward.workplace.filters import NOBODY, Filters
from allmende.inward.workplace.inbox import count, inbox, shown
from allmende.inward.workplace.tasks import TaskFilters, count_tasks


@dataclass(frozen=True)
class Figure:
    """A number that leads somewhere."""

    label: str
    value: str
    url: str
    kind: str = ""


@staff_only
def start(request: HttpRequest, by: User) -> HttpResponse:
    """Figures and the most urgent cases for clerks; a greeting and the links for all."""
    context: dict[str, object] = {"person": by, "clerk": is_clerk(request)}
    if context["clerk"]:
        context |= {"figures": figures(by), "urgent": inbox(by, Filters()).rows[:8]}
    return render(request, "workplace/start.html", context)


@clerks_only
def next_case(request: HttpRequest, by: User) -> HttpResponse:
    """On to the most urgent case of mine that waits for me; ``?not=`` is the one just left."""
    rows = inbox(by, Filters()).rows
    left = request.GET.get("not", "")
    for row in rows:
        if row.case.state in (State.RECEIVED, State.IN_PROGRESS) and str(row.case.pk) != left:
            return redirect("workplace:case", row.case.pk)
    messages.info(request, _("Nothing of yours waits for you. Well done."))
    return redirect("workplace:start")


def figures(by: User) -> list[Figure]:
    """Bounded counts: none reads more than a hundred rows."""
    wishes = [
        (_("my cases"), Filters(), ""),
        (_("mine, overdue"), Filters(due="overdue"), "danger"),
        (_("mine, due today"), Filters(due="today"), ""),
        (_("in my office without anyone"), Filters(view="office", who=NOBODY), ""),
        (_("overdue in my office"), Filters(view="office", due="overdue"), "danger"),
    ]
    address = reverse("workplace:cases")
    found = [(label, wish, kind, count(by, wish)) for label, wish, kind in wishes]
    tasks = Figure(_("tasks for me"), shown(count_tasks(by, TaskFilters())), reverse("workplace:tasks"))
    return [
        *(
            Figure(label, shown(n), address + wish.address(), kind if n else "")
            for label, wish, kind, n in found
        ),
        tasks,
    ]
