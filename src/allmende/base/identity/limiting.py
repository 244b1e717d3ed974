"""How often somebody may try, and what she is told when it was too often."""

from __future__ import annotations

from django.http import HttpRequest

from allmende.foundation.limits import actions as limits

from .managers import clean_email

_QUARTER = 15 * 60
_HOUR = 60 * 60


def spend_login(request: HttpRequest, email: str) -> None:
    """One attempt to log in: 30 that fail per network and 10 per account there in 15 minutes, 50 per account and hour.

    The strict count is per network *and* account, so that a stranger cannot lock somebody out.
    Raises ``TooOftenError``.
    """
    client, account = limits.client_of(request), clean_email(email)
    limits.spend("login-client", client, limit=30, seconds=_QUARTER)
    limits.spend("login-pair", f"{client} {account}", limit=10, seconds=_QUARTER)
    limits.spend("login-account", account, limit=50, seconds=_HOUR)


def forgive_login(request: HttpRequest, email: str) -> None:
    """The right password was given: earlier slips of this person count no more, and the network has its attempt back.

    Else the thirty-first colleague behind an office's one address could not log in at eight in the morning.
    """
    client = limits.client_of(request)
    limits.forgive("login-pair", f"{client} {clean_email(email)}", seconds=_QUARTER)
    limits.give_back("login-client", client, seconds=_QUARTER)


def spend_passkey(request: HttpRequest) -> None:
    """One passkey asked for or shown: 60 per network in 15 minutes. Raises ``TooOftenError``."""
    limits.spend("login-passkey", limits.client_of(request), limit=60, seconds=_QUARTER)


def spend_code(account: str) -> None:
    """One attempt at a second factor: 5 per account in 15 minutes. Raises ``TooOftenError``."""
    limits.spend("login-code", account, limit=5, seconds=_QUARTER)


def spend_password(account: str) -> None:
    """One attempt to confirm something by the own password: 10 per account in 15 minutes."""
    limits.spend("own-password", account, limit=10, seconds=_QUARTER)


def spend_mail(request: HttpRequest, email: str) -> None:
    """One e-mail asked for: 20 per network and hour, 3 per address and hour. Raises ``TooOftenError``."""
    limits.spend("account-mail-client", limits.client_of(request), limit=20, seconds=_HOUR)
    limits.spend("account-mail-address", clean_email(email), limit=3, seconds=_HOUR)
