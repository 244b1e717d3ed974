"""A move that is to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from allmende.foundation.events.types import DomainEvent

from ..engine import Run
from ..events import TaskOpened
from ..models import Instance, Task


@dataclass
class Move:
    """An instance that moved: ``first`` is told to the log before what followed, ``done`` is the task whose
    completion caused it, ``reason`` why it was cancelled."""

    instance: Instance
    run: Run
    first: Sequence[DomainEvent] = ()
    done: Task | None = None
    reason: str = ""
    cancelled: list[Task] = field(default_factory=list)
    opened: list[TaskOpened] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.run.around.now
