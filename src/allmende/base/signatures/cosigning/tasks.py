"""Periodic work on signatures."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.foundation.jobs.actions import periodic

from .actions import watch_round
from .models import Signer, SigningRound

#: An address is of use as long as somebody may still be asked; then the name is enough.
KEEP_ADDRESS = timedelta(days=60)


@periodic(every=timedelta(minutes=30))
def watch_signatures() -> None:
    """Remind and let lapse."""
    waiting = SigningRound.objects.filter(state=SigningRound.State.WAITING, next_on__lte=timezone.localdate())
    for key in waiting.order_by("next_on").values_list("pk", flat=True)[:500]:
        watch_round(key=key)


@periodic(every=timedelta(hours=12))
def forget_addresses_of_signers() -> None:
    """Remove e-mail addresses and links of rounds that ended some weeks ago."""
    old = Signer.objects.filter(round__ended_at__lt=timezone.now() - KEEP_ADDRESS).exclude(email="")
    old.update(email="", token_hash="")
