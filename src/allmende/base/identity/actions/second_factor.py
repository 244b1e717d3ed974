"""Setting up, using and removing the second factor."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.foundation.events.actions import record
from allmende.foundation.ids import new_code
from allmende.foundation.jobs.actions import enqueue
from allmende.foundation.secrecy import seal, unseal

from ..access import actor_of, may_administer
from ..events import RecoveryCodeUsed, SecondFactorChanged
from ..models import Passkey, RecoveryCode, SecondFactor, User
from ..policy import has_second_factor
from ..tasks import send_notice
from ..totp import matching_step, new_secret
from .streams import stream_of

RECOVERY_CODES = 10


@transaction.atomic
def begin_second_factor(*, user: User) -> str:
    """The secret to show as a QR code; the same one until it is confirmed. An active factor is not touched.

    Raises ``PermissionDenied`` where the account has an active second factor.
    """
    factor, _new = SecondFactor.objects.get_or_create(user=user, defaults={"secret": seal(new_secret())})
    if factor.confirmed_at is not None:
        raise PermissionDenied("remove the active second factor first")
    return str(unseal(factor.secret))


@transaction.atomic
def confirm_second_factor(*, user: User, code: str) -> list[str] | None:
    """Activate the factor with its first code; returns the recovery codes, or None where the code is wrong."""
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    step = matching_step(unseal(factor.secret), code, after=factor.last_step) if factor else None
    if factor is None or step is None:
        return None
    factor.confirmed_at, factor.last_step = timezone.now(), step
    factor.save(update_fields=["confirmed_at", "last_step"])
    record(SecondFactorChanged(active=True), stream=stream_of(user), actor=actor_of(user))
    enqueue(send_notice, user=str(user.pk), what="factor_on")
    return new_recovery_codes(user=user)


@transaction.atomic
def first_recovery_codes(*, user: User) -> list[str]:
    """Recovery codes for somebody whose first second step is a passkey; none where she has codes already."""
    if not has_second_factor(user) or RecoveryCode.objects.filter(user=user).exists():
        return []
    return new_recovery_codes(user=user)


@transaction.atomic
def new_recovery_codes(*, user: User) -> list[str]:
    """Ten fresh codes, to be shown once; the old ones end."""
    codes = [f"{new_code(5)}-{new_code(5)}" for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(user, code)) for code in codes])
    return codes


@transaction.atomic
def use_code(*, user: User, code: str) -> bool:
    """Whether ``code`` is the app's current one or an unused recovery code; either works once."""
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    step = matching_step(unseal(factor.secret), code, after=factor.last_step) if factor else None
    if factor is not None and step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return True
    unused = RecoveryCode.objects.filter(user=user, used_at=None)
    if unused.filter(digest=_digest(user, code)).update(used_at=timezone.now()):
        record(RecoveryCodeUsed(left=unused.count()), stream=stream_of(user), actor=actor_of(user))
        return True
    return False


@transaction.atomic
def remove_second_factor(*, user: User, by: User) -> None:
    """The owner switches the app off; her administrator, after a device is lost, also removes all passkeys.

    Raises ``PermissionDenied`` for anybody else.
    """
    if by.pk != user.pk and not may_administer(by, user):
        raise PermissionDenied("needs the administrator of one of the person's units")
    gone = SecondFactor.objects.filter(user=user).delete()[0]
    if by.pk != user.pk:
        gone += Passkey.objects.filter(user=user).delete()[0]
    if not has_second_factor(user):
        RecoveryCode.objects.filter(user=user).delete()
    if gone:
        record(SecondFactorChanged(active=False), stream=stream_of(user), actor=actor_of(by))
        enqueue(send_notice, user=str(user.pk), what="factor_off")


def _digest(user: User, code: str) -> str:
    letters = "".join(c for c in code.upper() if c.isalnum())
    return salted_hmac("allmende.identity.recovery", f"{user.pk}:{letters}", algorithm="sha256").hexdigest()
