"""Personal data has a purpose, an owner and a rule that deletes it: docs/privacy.md is complete, and each rule runs."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allmende.base.identity.models import AccountSession
from allmende.base.identity.tests.factories import make_staff
from allmende.foundation.jobs import worker
from allmende.foundation.jobs.actions import PERIODIC
from allmende.foundation.jobs.models import PeriodicRun
from allmende.foundation.limits import actions as limits
from allmende.foundation.limits.models import Attempts

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "privacy.md").read_text(encoding="utf8")
ROWS = re.findall(r"^\| `([a-z_]+\.\w+)` \|(.*)\|$", PAGE, re.MULTILINE)
WITHOUT = re.search(r"## Nothing personal\n(.*)", PAGE, re.DOTALL)[1]


def test_every_model_is_in_the_list():
    listed = {label for label, _rest in ROWS} | set(re.findall(r"`([a-z_]+\.\w+)`", WITHOUT))
    assert {model._meta.label for model in apps.get_models()} == listed


def test_every_rule_named_there_is_one_that_runs():
    running = {key.rpartition(".")[2] for key in PERIODIC} | {"housekeeping"}
    named = {rule for _label, rest in ROWS for rule in re.findall(r"rule `(\w+)`", rest)}
    assert named
    assert named <= running


@pytest.mark.parametrize("label", [label for label, _rest in ROWS])
def test_every_row_says_purpose_and_end(label):
    cells = [cell.strip() for cell in dict(ROWS)[label].split("|")]
    assert len(cells) == 3
    assert all(cells)


def test_sessions_and_jobs_go(tenant, settings):
    settings.TASKS = {"default": {"BACKEND": "allmende.foundation.jobs.backend.QueueBackend"}}
    user = make_staff()
    AccountSession.objects.create(user=user, session_key="a" * 32)
    AccountSession.objects.update(started_at=timezone.now() - timedelta(days=2))
    Session.objects.create(
        session_key="b" * 32, session_data="", expire_date=timezone.now() - timedelta(days=1)
    )
    DBTaskResult.objects.create(
        task_path="x", args_kwargs={}, status="SUCCESSFUL", backend_name="default", run_after=timezone.now(),
        finished_at=timezone.now() - timedelta(days=8),
    )  # fmt: skip
    PeriodicRun.objects.all().delete()
    worker.run_due()
    assert not AccountSession.objects.exists()
    assert not Session.objects.exists()
    assert not DBTaskResult.objects.filter(task_path="x").exists()


def test_counted_attempts_go(tenant):
    limits.spend("code", "old", limit=1, seconds=600)
    Attempts.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    limits.spend("code", "new", limit=1, seconds=600)
    assert limits.forget_old() == 1
    with pytest.raises(limits.TooOftenError):
        limits.check("code", "new", limit=1, seconds=600)
