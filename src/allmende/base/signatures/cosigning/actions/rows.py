"""Rows of a round, locked: two people who sign at once come one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from ..errors import SigningError
from ..models import Signer, SigningRound


def lock(signer: Signer) -> Signer:
    """The signer as it is now, its round locked."""
    SigningRound.objects.select_for_update().get(pk=signer.round_id)
    found: Signer = Signer.objects.select_related("round__document").get(pk=signer.pk)
    return found


def locked_round(subject: str) -> SigningRound:
    """The round, locked; raises ``SigningError`` where the subject has none."""
    found: SigningRound | None = SigningRound.objects.select_for_update().filter(subject=subject).first()
    if found is None:
        raise SigningError
    return found


def end(found: SigningRound, state: str) -> None:
    """Set the state of the end; all open links open nothing any more but the words that it is over."""
    found.state, found.ended_at = state, timezone.now()
    found.save(update_fields=["state", "ended_at"])


def next_day(days: Sequence[date], due_on: date, after: date) -> date:
    """The next day on which there is something to do: a reminder, or the day behind the last one."""
    return next((day for day in days if day > after), due_on + timedelta(days=1))
