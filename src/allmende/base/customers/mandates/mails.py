"""E-mail to who is asked to be represented."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.base.identity.mails import AccountMail

ASK = AccountMail(
    "mandate_ask",
    _("Acting for others: please confirm"),
    _("{agent} wants to act for you with {tenant}"),
    _(
        "Good day {name},\n\n"
        "{agent} wants to act for you with {tenant}: {scope}, until {until}. Agree or refuse here:\n\n"
        "{link}\n\n"
        "You need an account of your own for that. The link works for 14 days. If you do nothing, nobody acts for you. "
        "You can withdraw what you agree to at any time.\n\n"
        "Kind regards\n{tenant}"
    ),
)
MANDATE_MAILS = (ASK,)
