"""Passkeys are added, used and removed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC
from allmende.foundation.jobs.actions import enqueue

from ..access import actor_of
from ..ceremonies import PasskeyError, Site, made_key, named_key, used_count
from ..events import PasskeyAdded, PasskeyRefused, PasskeyRemoved
from ..models import Passkey, RecoveryCode, User
from ..policy import has_second_factor
from ..tasks import send_notice
from .streams import stream_of

#: More than anybody's devices: an account is no store.
MOST = 20


@transaction.atomic
def add_passkey(*, user: User, name: str, site: Site, challenge: bytes, answer: str) -> Passkey:
    """Keep the key that the browser made, and tell the owner by e-mail; raises ``PasskeyError``."""
    made = made_key(answer=answer, site=site, challenge=challenge)
    rows = Passkey.objects.filter(user=user)
    if rows.count() >= MOST:
        raise PasskeyError("too many")
    if Passkey.objects.filter(credential=made.credential).exists():
        raise PasskeyError("known")
    passkey: Passkey = Passkey.objects.create(
        user=user, name=name.strip(), host=site.host, credential=made.credential, public_key=made.public_key,
        sign_count=made.sign_count, transports=made.transports,
    )  # fmt: skip
    record(PasskeyAdded(passkey=str(passkey.pk)), stream=stream_of(user), actor=actor_of(user))
    enqueue(send_notice, user=str(user.pk), what="passkey_on")
    return passkey


def use_passkey(*, site: Site, challenge: bytes, answer: str, user: User | None = None) -> Passkey:
    """The passkey that was truly used here: as second step of ``user``, or by anybody to log in.

    Raises ``PasskeyError``, which is noted on the stream of the key's owner where the key is known.
    """
    named: Passkey | None = None
    try:
        credential, handle = named_key(answer)
        named = Passkey.objects.select_related("user").filter(credential=credential, host=site.host).first()
        if named is None:
            raise PasskeyError("unknown")
        owns = named.user_id == user.pk if user else handle == named.user.pk.bytes
        if not owns or not named.user.is_active:
            raise PasskeyError("other account" if named.user.is_active else "blocked")
        return _use(named, site=site, challenge=challenge, answer=answer)
    except PasskeyError as error:
        owner = stream_of(named.user if named else None)
        record(PasskeyRefused(reason=error.reason), stream=owner, actor=PUBLIC)
        raise


@transaction.atomic
def remove_passkey(*, passkey: Passkey, by: User) -> None:
    """The owner removes one of her keys; raises ``PermissionDenied`` for anybody else."""
    user = passkey.user
    if by.pk != user.pk:
        raise PermissionDenied("somebody else's passkey")
    record(PasskeyRemoved(passkey=str(passkey.pk)), stream=stream_of(user), actor=actor_of(by))
    passkey.delete()
    if not has_second_factor(user):
        RecoveryCode.objects.filter(user=user).delete()
    enqueue(send_notice, user=str(user.pk), what="passkey_off")


@transaction.atomic
def _use(named: Passkey, *, site: Site, challenge: bytes, answer: str) -> Passkey:
    """Two uses at the same time come one after the other, so that the device's counter is compared with the last."""
    passkey = Passkey.objects.select_for_update().get(pk=named.pk)
    passkey.sign_count = used_count(answer=answer, passkey=passkey, site=site, challenge=challenge)
    passkey.used_at = timezone.now()
    passkey.save(update_fields=["sign_count", "used_at"])
    return passkey
