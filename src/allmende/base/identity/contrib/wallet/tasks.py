from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.foundation.jobs.actions import periodic

from .asking import OPEN_FOR
from .models import WalletRequest


@periodic(every=timedelta(minutes=15))
def drop_wallet_requests() -> None:
    """Forget what wallets were asked and said, when nobody can fetch it any more."""
    WalletRequest.objects.filter(created_at__lt=timezone.now() - 3 * OPEN_FOR).delete()
