"""Periodic work on the register."""

from __future__ import annotations

from datetime import timedelta

from allmende.foundation.events.types import SYSTEM
from allmende.foundation.jobs.actions import periodic

from .actions import find_dependencies
from .models import Resource


@periodic(every=timedelta(days=1))
def find_all_dependencies() -> None:
    """What others' changed data mean across institutions is noticed within a day."""
    if Resource.objects.exists():
        find_dependencies(by=SYSTEM)
