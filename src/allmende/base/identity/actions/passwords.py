"""New passwords."""

from __future__ import annotations

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.jobs.actions import enqueue

from ..access import actor_of
from ..events import PasswordChanged
from ..models import AccountSession, EmailChange, User
from ..tasks import send_notice
from .streams import stream_of


@transaction.atomic
def change_password(*, user: User, password: str, by_link: bool = False, keep_session: str = "") -> None:
    """Set a new password; every other log-in of the account ends, and its owner gets an e-mail.

    A wish for another address ends too: it may have been the stranger's because of whom the password changes.

    ``keep_session`` is the key of the session in which the owner does this.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    # The sessions themselves end by Django's session hash, which covers the password.
    AccountSession.objects.filter(user=user).exclude(session_key=keep_session).delete()
    EmailChange.objects.filter(user=user).delete()
    record(PasswordChanged(by_link=by_link), stream=stream_of(user), actor=actor_of(user))
    enqueue(send_notice, user=str(user.pk), what="password")
