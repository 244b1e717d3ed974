"""The list of tasks over all cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.filters import NOBODY
from allmende.inward.workplace.inbox import shown
from allmende.inward.workplace.tasks import TaskFilters, count_tasks, tasks_for

from .inbox import Choices, colleagues, offices, tags


@clerks_only
def tasks(request: HttpRequest, by: User) -> HttpResponse:
    """One page of my tasks, or of those of my offices, as the address wants it."""
    filters = TaskFilters.read(request.GET)
    people = colleagues(by)
    choices: dict[str, Choices] = {
        "unit": offices(by),
        "due": [("overdue", _("Overdue")), ("none", _("Without deadline"))],
        "who": [(NOBODY, _("Nobody yet")), *people] if filters.view == "office" else [],
    }
    context: dict[str, Any] = {
        "page": tasks_for(by, filters),
        "filters": filters,
        "tabs": _tabs(by, filters),
        "choices": choices,
        "tags": tags(filters, choices),
        "people": [("", _("Choose a colleague")), (NOBODY, _("Nobody: back to the office")), *people],
    }
    return render(request, "workplace/tasks.html", context)


def _tabs(by: User, filters: TaskFilters) -> list[tuple[str, str, bool, str]]:
    labels = {"mine": _("My tasks"), "office": _("Tasks of my office")}
    return [
        (label, filters.address(view=key), filters.view == key, shown(count_tasks(by, TaskFilters(view=key))))
        for key, label in labels.items()
    ]
