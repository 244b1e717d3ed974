"""E-mails of accounts: the built-in wording, and the message that carries its values so that staff can reword it.

Correspondence is above this app: it offers these kinds for rewording, and its outbox composes what leaves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.context import current_tenant

_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class AccountMail:
    """One kind of e-mail; subject and text hold ``{tenant}``, ``{name}`` and, where it leads somewhere, ``{link}``."""

    key: str
    label: str | Promise
    subject: str | Promise
    body: str | Promise


class AccountEmail(EmailMessage):
    """An e-mail of a kind, in the built-in wording; ``values`` is what any other wording is filled with."""

    def __init__(self, mail: AccountMail, *, to: str, language: str, values: Mapping[str, str]) -> None:
        self.mail, self.language, self.values = mail, language, dict(values)
        known = {**self.values, "tenant": current_tenant().name}
        with translation.override(language):
            subject, body = str(mail.subject), str(mail.body)
        super().__init__(" ".join(_filled(subject, known).split()), _filled(body, known), to=[to])


def _filled(text: str, known: Mapping[str, str]) -> str:
    """In one pass: a name that looks like a placeholder stays a name."""
    return _NAME.sub(lambda found: known.get(found[1], found[0]), text)


CONFIRM = AccountMail(
    "account_confirm",
    _("Account: confirm the e-mail address"),
    _("Your account with {tenant}: please confirm your address"),
    _(
        "Good day {name},\n\n"
        "somebody, probably you, wants to open an account with {tenant} for this e-mail address. Follow this "
        "link and choose your password:\n\n"
        "{link}\n\n"
        "The link works for three days. If it was not you, do nothing: no account is opened.\n\n"
        "Kind regards\n{tenant}"
    ),
)
KNOWN = AccountMail(
    "account_known",
    _("Account: there is one already"),
    _("You have an account with {tenant} already"),
    _(
        "Good day {name},\n\n"
        "somebody, probably you, wanted to open an account with {tenant} for this e-mail address. You have one "
        "already. If you have forgotten your password, set a new one here:\n\n"
        "{link}\n\n"
        "If it was not you, do nothing: nothing has changed.\n\n"
        "Kind regards\n{tenant}"
    ),
)
RESET = AccountMail(
    "account_reset",
    _("Account: new password"),
    _("New password for your account with {tenant}"),
    _(
        "Good day {name},\n\n"
        "somebody, probably you, wants to set a new password. Follow this link:\n\n"
        "{link}\n\n"
        "The link works for two hours and once. If it was not you, do nothing: your password stays as it is.\n\n"
        "Kind regards\n{tenant}"
    ),
)
INVITE = AccountMail(
    "account_invite",
    _("Account: invitation of a colleague"),
    _("Your work account with {tenant}"),
    _(
        "Good day {name},\n\n"
        "an account for your work with {tenant} is ready. Follow this link and choose your password:\n\n"
        "{link}\n\n"
        "The link works for three days and once. At the first log-in you set up an app on your phone as a second "
        "step.\n\n"
        "Kind regards\n{tenant}"
    ),
)
PASSWORD = AccountMail(
    "account_password",
    _("Account: the password was changed"),
    _("Your password with {tenant} was changed"),
    _(
        "Good day {name},\n\n"
        "the password of your account was changed just now, and all other log-ins have ended. If it was not you, "
        'set a new password at once ("I have forgotten my password") and tell us.\n\n'
        "Kind regards\n{tenant}"
    ),
)
FACTOR_ON = AccountMail(
    "account_factor_on",
    _("Account: second step set up"),
    _("Second step set up for your account with {tenant}"),
    _(
        "Good day {name},\n\n"
        "from now on you log in with your password and a code from your app. If it was not you who set this up, "
        "set a new password at once and tell us.\n\n"
        "Kind regards\n{tenant}"
    ),
)
FACTOR_OFF = AccountMail(
    "account_factor_off",
    _("Account: second step removed"),
    _("Second step removed from your account with {tenant}"),
    _(
        "Good day {name},\n\n"
        "the second step of your log-in was removed just now. If it was not you, set a new password at once and "
        "tell us.\n\n"
        "Kind regards\n{tenant}"
    ),
)
PASSKEY_ON = AccountMail(
    "account_passkey_on",
    _("Account: passkey added"),
    _("New passkey for your account with {tenant}"),
    _(
        "Good day {name},\n\n"
        "from now on a device with a passkey opens your account. If it was not you who set this up, log in, remove "
        "the passkey, set a new password and tell us.\n\n"
        "Kind regards\n{tenant}"
    ),
)
PASSKEY_OFF = AccountMail(
    "account_passkey_off",
    _("Account: passkey removed"),
    _("Passkey removed from your account with {tenant}"),
    _(
        "Good day {name},\n\n"
        "a passkey was removed from your account just now. If it was not you, set a new password at once and tell "
        "us.\n\n"
        "Kind regards\n{tenant}"
    ),
)
NEW_EMAIL = AccountMail(
    "account_new_email",
    _("Account: confirm a new e-mail address"),
    _("Please confirm your new address with {tenant}"),
    _(
        "Good day {name},\n\n"
        "somebody, probably you, wants to use this e-mail address for an account with {tenant}. Follow this link to "
        "confirm it:\n\n"
        "{link}\n\n"
        "The link works for three days. If it was not you, do nothing: nothing changes.\n\n"
        "Kind regards\n{tenant}"
    ),
)
TAKEN_EMAIL = AccountMail(
    "account_taken_email",
    _("Account: the new e-mail address has an account"),
    _("This address has an account with {tenant} already"),
    _(
        "Good day {name},\n\n"
        "somebody, probably you, wants to use this e-mail address for another account with {tenant}. It has one "
        "already, so nothing was changed. Log in with this address, or delete that account first.\n\n"
        "Kind regards\n{tenant}"
    ),
)
OLD_EMAIL = AccountMail(
    "account_old_email",
    _("Account: another e-mail address is wanted"),
    _("Another e-mail address for your account with {tenant}"),
    _(
        "Good day {name},\n\n"
        "somebody, probably you, wants another e-mail address for your account. It counts as soon as it is confirmed "
        "there. If it was not you, set a new password at once: that stops the change.\n\n"
        "{link}\n\n"
        "Kind regards\n{tenant}"
    ),
)
EMAIL_CHANGED = AccountMail(
    "account_email_changed",
    _("Account: the e-mail address was changed"),
    _("Your e-mail address with {tenant} was changed"),
    _(
        "Good day {name},\n\n"
        "your account has another e-mail address now; this one does not count any more. If it was not you, please "
        "tell us at once.\n\n"
        "Kind regards\n{tenant}"
    ),
)
ACCOUNT_MAILS = {
    mail.key.removeprefix("account_"): mail
    for mail in (
        CONFIRM, KNOWN, RESET, INVITE, PASSWORD, FACTOR_ON, FACTOR_OFF, PASSKEY_ON, PASSKEY_OFF, NEW_EMAIL,
        TAKEN_EMAIL, OLD_EMAIL, EMAIL_CHANGED,
    )
}  # fmt: skip
