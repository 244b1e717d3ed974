"""Who works on a task is told before its end, the head of the office after it; each once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.cases.reminders import remind
from allmende.base.messages.models import OutgoingEmail
from allmende.base.workflow.actions import assign_task
from allmende.base.workflow.actions.notices import notice_deadlines
from allmende.base.workflow.models import Task
from allmende.base.workflow.queries import open_tasks
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM

from .factories import clerk, fresh, send

pytestmark = pytest.mark.shared_town


@pytest.fixture
def task(version):
    case = send(version).case
    found = open_tasks(case.subject).get()
    Task.objects.filter(pk=found.pk).update(due_at=timezone.now() + timedelta(hours=1))
    found.refresh_from_db()
    return found


@pytest.fixture
def head(version):
    return clerk(role="head", name="Lea Leitung")


def told():
    return list(OutgoingEmail.objects.filter(kind="deadlines").values_list("to", flat=True))


def notice(task, hours=0):
    remind(notice_deadlines(task.unit_id, timezone.now() + timedelta(hours=hours)))


def test_before_the_end_who_works_on_it_is_told_once(task, head):
    worker = clerk()
    assign_task(task=task, assignee=worker, actor=SYSTEM)
    notice(task)
    notice(task)
    assert told() == [worker.email]
    assert Event.objects.filter(stream=task.subject, type="workflow.task_due_soon").count() == 1


def test_where_nobody_works_on_it_the_head_is_told(task, head):
    notice(task)
    assert told() == [head.email]


def test_after_the_end_the_head_is_told_too_and_once(task, head):
    worker = clerk()
    assign_task(task=task, assignee=worker, actor=SYSTEM)
    notice(task, hours=3)
    notice(task, hours=4)
    assert sorted(told()) == sorted([worker.email, head.email])
    assert Event.objects.filter(stream=task.subject, type="workflow.task_overdue").count() == 1


def test_one_email_names_all_tasks_with_their_cases(task, head, version):
    other = send(version).case
    Task.objects.filter(subject=other.subject).update(due_at=timezone.now() - timedelta(days=3))
    notice(task)
    text = OutgoingEmail.objects.get(kind="deadlines").body
    assert other.number in text
    assert fresh(other).title not in text


def test_a_deadline_far_away_and_a_task_that_is_done_are_left_alone(task, head):
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now() + timedelta(days=30))
    notice(task)
    Task.objects.filter(pk=task.pk).update(due_at=timezone.now(), state=Task.State.DONE)
    notice(task, hours=1)
    assert told() == []
