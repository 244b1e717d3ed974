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
from .tokens import CONFIRM_FOR, confirmation_token, email_token, reset_token


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
    """Tell the owner that her account changed: "password", "factor_on", "passkey_off" and the like."""
    owner = User.objects.filter(pk=user, is_active=True).first()
    if owner is not None and owner.email:
        _send(what, owner.email, owner.language, name=owner.name)


@job
def send_email_wish(*, change: str, base_url: str) -> None:
    """The link to the new address of an account, and a notice to the old one."""
    row = EmailChange.objects.select_related("user").filter(pk=change).first()
    if row is None:
        return
    user, site = row.user, base_url.rstrip("/")
    if User.objects.filter(email=row.email).exists():
        _send("taken_email", row.email, user.language, name=user.name)
    else:
        url = site + reverse("identity:confirm_email", args=[email_token(row)])
        _send("new_email", row.email, user.language, name=user.name, link=url)
    _send("old_email", user.email, user.language, name=user.name, link=site + reverse("identity:reset"))


@job
def send_email_changed(*, user: str, old: str) -> None:
    """Tell the old address that it does not count any more."""
    owner = User.objects.filter(pk=user, is_active=True).first()
    if owner is not None:
        _send("email_changed", old, owner.language, name=owner.name)


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
