"""Periodic work and jobs on signatures."""

from __future__ import annotations

from datetime import timedelta

from allmende.foundation.jobs.actions import periodic

from .checking.actions import read_again
from .models import TrustedList
from .seals.actions import complete_seal
from .seals.queries import incomplete_seals
from .seals.renewing import due_stamps, note_stamps, renew_stamp

#: so many at a time: each asks two services
AT_ONCE = 50


@periodic(every=timedelta(minutes=10))
def complete_seals() -> None:
    """Complete seals whose time stamp or proof could not be had at the time; newest first, as old ones may never be."""
    for issued in incomplete_seals()[:AT_ONCE]:
        complete_seal(issued=issued)


@periodic(every=timedelta(hours=6))
def renew_stamps() -> None:
    """Renew the archive's time stamps before their certificates end."""
    note_stamps()
    for issued in due_stamps(AT_ONCE):
        if not renew_stamp(issued=issued):
            break  # the service is down, or its certificate is still the old one: the others would learn the same


@periodic(every=timedelta(days=1))
def read_trusted_lists() -> None:
    """Read the trusted lists anew."""
    for trusted in TrustedList.objects.exclude(address=""):
        read_again(trusted=trusted)
