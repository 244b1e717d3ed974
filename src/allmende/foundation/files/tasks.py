"""Periodic work: files without owner go, files not yet scanned are scanned."""

from __future__ import annotations

from datetime import timedelta

from allmende.foundation.jobs.actions import periodic

from .upkeep import delete_orphans, scan_waiting


@periodic(every=timedelta(hours=1))
def clean_up_files() -> None:
    """Delete what nobody claimed for a day."""
    delete_orphans()


@periodic(every=timedelta(minutes=2))
def scan_files() -> None:
    """Scan what could not be scanned when it came."""
    scan_waiting()
