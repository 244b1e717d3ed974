"""``allmende worker``."""

from __future__ import annotations

from typing import Annotated

import typer

from .durability import commit_without_waiting
from .worker import Runner


def worker(
    once: Annotated[bool, typer.Option(help="End when the queue is empty.")] = False,
    interval: Annotated[float, typer.Option(help="Seconds to wait when there is nothing to do.")] = 0.5,
) -> None:
    """Run background jobs and periodic work until stopped.

    Example: allmende worker --once
    """
    runner = Runner(interval=interval, once=once)
    runner.listen()
    commit_without_waiting()
    runner.run()
