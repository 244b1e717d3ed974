"""Periodic work of the log."""

from datetime import timedelta

from allmende.foundation.jobs.actions import periodic

from .actions import write_checkpoint


@periodic(every=timedelta(hours=1))
def seal() -> None:
    """Seal the log with a checkpoint."""
    write_checkpoint()
