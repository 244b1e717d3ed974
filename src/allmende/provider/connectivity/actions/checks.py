"""Asking name servers: started by people, done by the worker, kept as the last answer of each record."""

from __future__ import annotations

from django.db import transaction

from allmende.foundation.jobs.actions import enqueue
from allmende.foundation.limits.actions import spend
from allmende.provider.connectivity.tasks import check_records
from allmende.provider.transitions.access import By, require_coordinator
from allmende.provider.transitions.models import Measure

#: So often one plan is checked in an hour: name servers belong to others.
AN_HOUR = 6


@transaction.atomic
def start_check(*, measure: Measure, by: By) -> None:
    """Ask in the background about all records of the plan. Raises ``limits.TooOftenError``."""
    require_coordinator(by)
    spend("connectivity-check", str(measure.pk), limit=AN_HOUR, seconds=3600)
    enqueue(check_records, measure_id=str(measure.pk))
