"""Periodic work on e-mail."""

from __future__ import annotations

import logging
from datetime import timedelta

from allmende.foundation.jobs.actions import periodic

from .imap import MailboxError, collect
from .outbox import forget_emails, forget_texts, send_due
from .unmatched import forget_unmatched

log = logging.getLogger(__name__)


@periodic(every=timedelta(minutes=1))
def send_waiting_email() -> None:
    """Try again what could not be sent."""
    send_due()


@periodic(every=timedelta(days=1))
def remove_old_email() -> None:
    """Remove the text of e-mail after some weeks, the rest after a year."""
    forget_texts()
    forget_emails()


@periodic(every=timedelta(minutes=1), everywhere=False)
def collect_email() -> None:
    """Take in what waits in the mailbox."""
    try:
        collect()
    except MailboxError as error:
        log.warning("the mailbox cannot be read: %s", error)


@periodic(every=timedelta(days=1))
def remove_unmatched_email() -> None:
    """Delete e-mail that nobody could place."""
    forget_unmatched()
