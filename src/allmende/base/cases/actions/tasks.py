"""Working on the tasks that a case's process opens: permission first, then the engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.base.cases.access import Who
from allmende.base.identity.models import User
from allmende.base.workflow.models import Task


@transaction.atomic
def complete_task(
    *, task: Task, by: Who, variables: Mapping[str, Any] | None = None, at: datetime | None = None
) -> Task:
    """Mark a task of a case done; raises ``CaseNotFoundError`` or ``CaseNotYoursError`` where it is not theirs."""
    raise NotImplementedError


@transaction.atomic
def assign_task(*, task: Task, to: User | None, by: Who, at: datetime | None = None) -> Task:
    """Give a task to a colleague of its unit, or back to the unit."""
    raise NotImplementedError
