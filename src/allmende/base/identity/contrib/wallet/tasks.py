from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.foundation.jobs.actions import periodic

from ...actions import delete_account
from ...models import Identification, Passkey, User
from ...personal_data import kept_for
from ...sessions import LONGEST
from ...subjects import subject_hashes
from .asking import OPEN_FOR
from .models import WalletRequest
from .visits import account_subject


@periodic(every=timedelta(minutes=15))
def drop_wallet_requests() -> None:
    """Forget what wallets were asked and said, when nobody can fetch it any more."""
    WalletRequest.objects.filter(created_at__lt=timezone.now() - 3 * OPEN_FOR).delete()


@periodic(every=timedelta(days=1))
def drop_accounts_of_visits() -> None:
    """Delete accounts that were made for one visit and that nobody can open again.

    Where a case must be kept, the account stays as its sender, and what the wallet said of her goes all the same.
    """
    over = timezone.now() - 2 * timedelta(seconds=LONGEST)
    rows = Identification.objects.filter(at__lt=over, service__provider="wallet", user__email="")
    for row in rows.select_related("user", "service"):
        if _has_another_door(row.user, row):
            continue
        if kept_for(row.user):
            row.delete()
        else:
            delete_account(user=row.user)


def _has_another_door(user: User, row: Identification) -> bool:
    """Whether she can log in again: by a password, a passkey, another service, or a number in her PID."""
    return (
        user.has_usable_password()
        or Passkey.objects.filter(user=user).exists()
        or Identification.objects.filter(user=user).exclude(pk=row.pk).exists()
        or row.subject_hash not in subject_hashes(row.service, account_subject(user))
    )
