"""The list of tasks over all cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions import add_task, assign_task
from allmende.base.cases.tests import factories as town_factories
from allmende.inward.workplace import tasks as worklist
from allmende.inward.workplace.tasks import TaskFilters, count_tasks, tasks_for

from .factories import ROOT, make_case

pytestmark = pytest.mark.shared_town

TASKS = f"{ROOT}tasks/"


def make_task(case, name, *, to=None, days=None):
    due_at = None if days is None else timezone.now() + timedelta(days=days)
    return add_task(case=case, name=name, by=PROCESS, assignee=to, due_at=due_at)


def names(desk, query=""):
    return [row.task.name for row in desk.get(TASKS + query).context["page"].rows]


@pytest.fixture
def work(clerk):
    case = make_case()
    for name, to, days in (("never", None, None), ("mine", clerk, 5), ("late", None, -3), ("soon", None, 1)):
        make_task(case, name, to=to, days=days)
    return case


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("", ["mine"]),
        ("?view=office", ["late", "soon", "mine", "never"]),
        ("?view=office&due=overdue", ["late"]),
        ("?view=office&due=none", ["never"]),
        ("?view=office&who=nobody", ["late", "soon", "never"]),
        ("?view=office&unit=nonsense&after=x_y", ["late", "soon", "mine", "never"]),
    ],
)
def test_filters_live_in_the_address(desk, work, wish, found):
    assert names(desk, wish) == found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
@pytest.mark.parametrize(
    "filters", [{"view": "office"}, {"view": "office", "who": "nobody"}, {"view": "mine"}]
)
def test_each_list_lies_in_an_index_in_its_order(clerk, work, monkeypatch, filters):
    asked = []
    monkeypatch.setattr(worklist, "first_rows", lambda ranges, **_: asked.extend(ranges) or [])
    tasks_for(clerk, TaskFilters(**filters))
    assert asked
    for rows in asked:
        plan = rows.explain()
        assert "USING COVERING INDEX task_of_" in plan
        assert "TEMP B-TREE" not in plan


def test_what_is_late_says_by_how_many_days(desk, work):
    shown = desk.get(TASKS + "?view=office", headers={"accept-language": "en"}).content.decode()
    assert "3 days overdue" in shown


def test_no_task_is_lost_between_pages(desk, work, monkeypatch, clerk):
    monkeypatch.setattr(worklist, "PAGE", 1)
    filters, found = TaskFilters(view="office"), []
    for _page in range(4):
        page = tasks_for(clerk, filters)
        found += [row.task.name for row in page.rows]
        filters = TaskFilters(view="office", after=page.next)
    assert (found, page.next) == (["late", "soon", "mine", "never"], "")


def test_many_tasks_are_assigned_at_once(desk, work, clerk):
    tasks = [str(row.task.pk) for row in tasks_for(clerk, TaskFilters(view="office")).rows]
    desk.post(f"{TASKS}assign/", {"task": tasks, "to": str(clerk.pk), "back": "view=office"})
    assert count_tasks(clerk, TaskFilters()) == 4


def test_a_task_of_another_office_is_not_given_away(desk, clerk, work):
    theirs = make_task(make_case(unit="order"), "theirs")
    desk.post(f"{TASKS}assign/", {"task": [str(theirs.pk), "x"], "to": str(clerk.pk)})
    theirs.refresh_from_db()
    assert theirs.assignee is None


def test_a_colleague_gets_what_a_task_needs(work, clerk):
    colleague = town_factories.clerk(name="Ute Amt")
    task = make_task(work, "for Ute")
    assign_task(task=task, to=colleague, by=clerk)
    assert [row.task.name for row in tasks_for(colleague, TaskFilters()).rows] == ["for Ute"]
