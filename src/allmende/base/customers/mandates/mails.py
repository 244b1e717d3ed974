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
OFFER = AccountMail(
    "mandate_offer",
    _("Acting for others: somebody is asked to act"),
    _("{principal} asks you to act for them with {tenant}"),
    _(
        "Good day {name},\n\n"
        "{principal} asks you to act for them with {tenant}: {scope}, until {until}. Accept or refuse here:\n\n"
        "{link}\n\n"
        "You need an account with this e-mail address for that. The link works for 14 days. If you do nothing, nothing "
        "happens. Both of you can end it at any time.\n\n"
        "Kind regards\n{tenant}"
    ),
)
NOTED = AccountMail(
    "mandate_noted",
    _("Acting for others: noted by the office"),
    _("{agent} may act for {principal} with {tenant}"),
    _(
        "Good day,\n\n"
        "our office has noted that {agent} may act for {principal}: {scope}, until {until}. Proof: {proof}.\n\n"
        "With an account you see this under “Acting for others” and can end it there:\n\n"
        "{link}\n\n"
        "If this is wrong, please tell us at once.\n\n"
        "Kind regards\n{tenant}"
    ),
)
MANDATE_MAILS = (ASK, OFFER, NOTED)
