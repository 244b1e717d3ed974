"""Who is told of deadlines, by one e-mail a time: who works on a task before its end, the head after it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allmende.base.directory.models import Unit
from allmende.base.identity.models import Role, User
from allmende.base.identity.queries import deputy_of, staff_in
from allmende.base.messages.kinds import MailKind
from allmende.base.messages.outbox import queue_email
from allmende.base.workflow.actions.notices import Notice, notice_deadlines
from allmende.base.workflow.calendar import calendar_of
from allmende.base.workflow.models import Task
from allmende.foundation.jobs.actions import periodic
from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tenants.queries import absolute_url

from .models import Case

#: Reminders go out while people work.
FIRST_HOUR, LAST_HOUR = 7, 17

DEADLINES = MailKind(
    "deadlines",
    gettext_lazy("Reminder of deadlines, to staff"),
    gettext_lazy("Deadlines: {count}"),
    gettext_lazy("Good day,\n\n{late}\n\n{soon}\n\nYour tasks:\n{link}"),
    placeholders=("count", "late", "soon"),
    common=("tenant", "link"),
)


@periodic(every=timedelta(minutes=30))
def remind_of_deadlines() -> None:
    """Look for deadlines that came near or passed, on working days and in working hours."""
    now = timezone.localtime()
    if calendar_of().is_working_day(now.date()) and FIRST_HOUR <= now.hour <= LAST_HOUR:
        for unit in [*Unit.objects.values_list("pk", flat=True), None]:
            with transaction.atomic():
                remind(notice_deadlines(unit))


def remind(notices: Iterable[Notice]) -> int:
    """Write to everybody concerned; returns how many e-mails were queued."""
    for_whom: dict[uuid.UUID, list[Notice]] = defaultdict(list)
    people: dict[uuid.UUID, User] = {}
    for notice in notices:
        for person in _concerned(notice):
            people[person.pk] = person
            for_whom[person.pk].append(notice)
    for key, own in for_whom.items():
        _write(people[key], own)
    return len(for_whom)


def _concerned(notice: Notice) -> list[User]:
    """Who works on the task, or who stands in; the office's head where nobody does, and when it is late."""
    task, found = notice.task, []
    if task.assignee is not None:
        found.append(deputy_of(task.assignee) or task.assignee)
    if (notice.late or not found) and task.unit_id is not None:
        found += [head for head in staff_in([task.unit_id], Role.HEAD) if head not in found]
    return found


def _write(person: User, notices: list[Notice]) -> None:
    late, soon = ([n.task for n in notices if n.late is which] for which in (True, False))
    with translation.override(person.language or "de"):
        context = {
            "tenant": current_tenant().name,
            "link": _link(),
            "count": str(len(notices)),
            "late": _block(ngettext("Missed deadline:", "Missed deadlines:", len(late)), late),
            "soon": _block(ngettext("Due soon:", "Due soon:", len(soon)), soon),
        }
    queue_email(to=person.email, kind=DEADLINES.key, context=context, language=person.language or "de")


def _link() -> str:
    """The work surface, which lives in an app above."""
    try:
        return absolute_url(reverse("workplace:tasks"))
    except NoReverseMatch:
        return absolute_url("/")


def _block(title: str, tasks: list[Task]) -> str:
    if not tasks:
        return ""
    keys = {task.subject.removeprefix("case:") for task in tasks if task.subject.startswith("case:")}
    numbers = {
        f"case:{pk}": number for pk, number in Case.objects.filter(pk__in=keys).values_list("pk", "number")
    }
    lines = [
        _("%(task)s, case %(number)s, by %(day)s")
        % {
            "task": task.name,
            "number": numbers.get(task.subject, ""),
            "day": formats.date_format(timezone.localtime(task.due_at), "SHORT_DATE_FORMAT"),
        }
        for task in tasks
    ]
    return "\n".join([title, *lines])
