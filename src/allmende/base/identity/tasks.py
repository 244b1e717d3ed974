"""E-mails of accounts, sent in the background so that no answer tells by its time whether an account exists."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from allmende.foundation.jobs.actions import job, periodic

from .mails import ACCOUNT_MAILS, AccountEmail
from .models import AccountSession, EmailChange, Handshake, Registration, User
from .queries import find_user
from .sessions import LONGEST
from .tokens import CONFIRM_FOR, confirmation_token, reset_token


@job
def send_registration(*, registration: str, base_url: str) -> None:
    """Send the link that confirms an address; where it has an account already, say so to its owner."""
    row = Registration.objects.filter(pk=registration).first()
    if row is None:
        return
    existing = find_user(row.email)
    if existing:
        url = base_url.rstrip("/") + reverse("identity:reset")
        _send("known", existing.email, existing.language, name=existing.name, link=url)
    else:
        url = base_url.rstrip("/") + reverse("identity:confirm", args=[confirmation_token(row)])
        _send("confirm", row.email, row.language, name=row.name, link=url)


@job
def send_reset(*, email: str, base_url: str, what: str = "reset") -> None:
    """Send the link to a new password, where the address has an account; ``what``: reset or invite."""
    user = find_user(email)
    if user is not None:
        invited = what == "invite"
        url = base_url.rstrip("/") + reverse(
            "identity:new_password", args=[reset_token(user, invited=invited)]
        )
        _send(what, user.email, user.language, name=user.name, link=url)


@job
def send_notice(*, user: str, what: str) -> None:
    """Tell the owner that her account changed: "password", "factor_on" or "factor_off"."""
    owner = User.objects.filter(pk=user, is_active=True).first()
    if owner is not None and owner.email:
        _send(what, owner.email, owner.language, name=owner.name)


@periodic(every=timedelta(hours=6))
def drop_old_registrations() -> None:
    """Forget wishes for an account, or for another address, that nobody confirmed."""
    oldest = timezone.now() - CONFIRM_FOR
    Registration.objects.filter(created_at__lt=oldest).delete()
    EmailChange.objects.filter(created_at__lt=oldest).delete()


@periodic(every=timedelta(hours=6))
def drop_old_sessions() -> None:
    """Forget on which devices somebody was logged in, when no log-in can last any longer."""
    longest = timezone.now() - timedelta(seconds=LONGEST)
    AccountSession.objects.filter(started_at__lt=longest).delete()


@periodic(every=timedelta(hours=1))
def drop_old_handshakes() -> None:
    """Forget questions to log-in services that nobody answered, or whose answer nobody fetched."""
    Handshake.objects.filter(created_at__lt=timezone.now() - timedelta(hours=1)).delete()


def _send(what: str, to: str, language: str, **values: str) -> None:
    AccountEmail(ACCOUNT_MAILS[what], to=to, language=language, values=values).send()
