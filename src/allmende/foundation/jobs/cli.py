"""``allmende worker``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from .durability import commit_without_waiting
from .worker import Runner

#: Citizens first: on one machine the pages get their time before the background work.
NICENESS = 5


def worker(
    once: Annotated[bool, typer.Option(help="End when the queue is empty.")] = False,
    interval: Annotated[float, typer.Option(help="Seconds to wait when there is nothing to do.")] = 0.5,
) -> None:
    """Run background jobs and periodic work until stopped.

    Example: allmende worker --once
    """
    os.nice(NICENESS)
    runner = Runner(interval=interval, once=once)
    runner.listen()
    commit_without_waiting()
    runner.run()
