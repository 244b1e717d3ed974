"""Periodic work on e-mail."""

from __future__ import annotations

from datetime import timedelta

from allmende.foundation.jobs.actions import periodic

from .outbox import forget_texts, send_due


@periodic(every=timedelta(minutes=1))
def send_waiting_email() -> None:
    """Try again what could not be sent."""
    send_due()


@periodic(every=timedelta(days=1))
def remove_old_texts() -> None:
    """Remove the text of old e-mail."""
    forget_texts()
