"""The queue in the database; queueing is one plain statement, because every application sent waits for it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks.base import Task
from django_tasks.utils import normalize_json
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max

from allmende.foundation import sql


class QueueBackend(DatabaseBackend):  # type: ignore[misc]
    """``django_tasks_db`` without the ORM's compiler on the way in."""

    def _task_to_db_task(self, task: Task, args: Any, kwargs: Any) -> DBTaskResult:
        row = DBTaskResult(
            id=self._get_id(), args_kwargs=normalize_json({"args": args, "kwargs": kwargs}),
            priority=task.priority, task_path=task.module_path, queue_name=task.queue_name,
            run_after=task.run_after or get_date_max(), backend_name=self.alias, enqueued_at=timezone.now(),
        )  # fmt: skip
        sql.insert(row, DBTaskResult._meta.local_concrete_fields)
        row._state.adding = False
        row._state.db = "default"
        return row
