"""A clock that can be set: the demo's history is made by the real actions, each at its own time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.utils import timezone

#: The real time, whatever the demo's clock says.
real_now = timezone.now


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Inside, ``timezone.now()`` is ``moment``. For setting up only: it holds for the whole process."""
    with patch.object(timezone, "now", lambda: moment):
        yield moment


@contextmanager
def jobs_at_once() -> Iterator[None]:
    """Inside, jobs run when they are queued instead of in the worker, so that they belong to their moment too."""
    from django.test.utils import override_settings

    immediate = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with override_settings(TASKS=immediate):
        yield
