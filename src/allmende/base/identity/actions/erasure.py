"""An account is deleted."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import erase_personal, record
from allmende.foundation.events.types import SYSTEM

from ..events import AccountErased
from ..levels import TrustLevel
from ..models import (
    AccountSession,
    EmailChange,
    Identification,
    Passkey,
    RecoveryCode,
    SecondFactor,
    User,
)
from ..personal_data import personal_data
from .streams import stream_of


class StaffAccountError(Exception):
    """Staff do not delete their accounts themselves: their decisions stay attributed to them."""


@transaction.atomic
def delete_account(*, user: User) -> User:
    """The owner deletes her account (GDPR Art. 17): all apps forget what need not be kept; the row stays, empty.

    Raises ``StaffAccountError``. Ask ``personal_data.kept_for(user)`` first for what stays.
    """
    if user.is_staff:
        raise StaffAccountError
    for part in personal_data:
        part.erase(user)
    AccountSession.objects.filter(user=user).delete()
    SecondFactor.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    EmailChange.objects.filter(user=user).delete()
    Identification.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    stream = stream_of(user)
    user.is_active, user.erased_at = False, timezone.now()
    user.name, user.email = "", f"{user.pk}@invalid"
    user.login = f"erased/{user.pk}"
    user.password, user.level, user.confirmed_at = make_password(None), TrustLevel.NONE, None
    user.save()
    erase_personal(stream=stream)
    record(AccountErased(), stream=stream, actor=SYSTEM)
    return user
