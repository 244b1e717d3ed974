"""Assigning many cases or tasks at once."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from allmende.base.cases.access import get_case_for
from allmende.base.cases.actions import assign_case, assign_task
from allmende.base.cases.errors import CaseError, CaseNotFoundError, CaseNotYoursError
from allmende.base.identity.models import User
from allmende.base.workflow.actions import TaskClosedError
from allmende.base.workflow.models import Task
from allmende.foundation.readable import read_query
from allmende.inward.workplace.access import clerks_only
from allmende.inward.workplace.filters import NOBODY, Filters, key_of
from allmende.inward.workplace.tasks import TaskFilters

from .inbox import dict_of_people

#: A page has fifty; nobody ticks more than a few.
MOST_AT_ONCE = 200
Give = Callable[[str, User | None, User], object]


@require_POST
@clerks_only
def cases(request: HttpRequest, by: User) -> HttpResponse:
    """Assign the ticked cases."""
    done = _assign(request, by, "case", _give_case)
    text = ngettext("%(count)s case assigned.", "%(count)s cases assigned.", done)
    return _back(request, done, text, "workplace:cases", Filters)


@require_POST
@clerks_only
def tasks(request: HttpRequest, by: User) -> HttpResponse:
    """Assign the ticked tasks."""
    done = _assign(request, by, "task", _give_task)
    text = ngettext("%(count)s task assigned.", "%(count)s tasks assigned.", done)
    return _back(request, done, text, "workplace:tasks", TaskFilters)


def _back(
    request: HttpRequest, done: int, text: str, page: str, kind: type[Filters] | type[TaskFilters]
) -> HttpResponse:
    """Say how many went (why others did not was said) and show the list as it was filtered."""
    if done:
        messages.success(request, text % {"count": done})
    return redirect(reverse(page) + kind.read(read_query(request.POST.get("back", ""))).address())


def _assign(request: HttpRequest, by: User, name: str, give: Give) -> int:
    """Give what is ticked to whom it shall go; returns how many went, and says why others did not."""
    keys, to = request.POST.getlist(name)[:MOST_AT_ONCE], request.POST.get("to", "")
    person = None if to == NOBODY else dict_of_people(by).get(to)
    if not keys or (person is None and to != NOBODY):
        text = _("Please tick at least one line and choose a colleague. Nothing has changed.")
        messages.error(request, text)
        return 0
    done, refused = 0, []
    for key in keys:
        try:
            give(key, person, by)
            done += 1
        except (CaseNotFoundError, CaseNotYoursError):
            refused.append(_("Something is no longer yours to assign."))
        except (CaseError, TaskClosedError) as error:
            refused.append(str(error))
    for reason in dict.fromkeys(refused):
        messages.warning(request, reason)
    return done


def _give_case(key: str, to: User | None, by: User) -> None:
    assign_case(case=get_case_for(by, key), to=to, by=by)


def _give_task(key: str, to: User | None, by: User) -> None:
    task = Task.objects.filter(pk=key_of(key)).first() if key_of(key) else None
    if task is None:
        raise CaseNotFoundError
    assign_task(task=task, to=to, by=by)
