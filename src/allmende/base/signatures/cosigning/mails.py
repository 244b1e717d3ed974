"""E-mails to people who are asked to sign."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from allmende.base.messages.kinds import MailKind

_COMMON = ("tenant", "title", "link")
_MORE = ("name", "asked_by", "until")

INVITATION = MailKind(
    "cosign_invitation",
    _("Invitation to sign"),
    _("Please sign: {title}"),
    _(
        "Good day {name},\n\n{asked_by} has sent {tenant} an application that you must sign, too: “{title}”.\n\n"
        "Read it and sign it here:\n{link}\n\n"
        "The link is meant for you alone and works until {until}. You may also refuse. If you do nothing, the "
        "application cannot be decided.\n\nKind regards\n{tenant}"
    ),
    placeholders=_MORE,
    common=_COMMON,
)
RECEIPT = MailKind(
    "signature_receipt",
    _("Receipt of a signature"),
    _("You have signed: {title}"),
    _(
        "Good day {name},\n\nyou signed the application “{title}” of {asked_by} on {when}.\n\n"
        "Check number of what you signed:\n{digest}\n\n"
        "With the link of the invitation you also get this receipt as a PDF. If it was not you, please tell us at once."
        "\n\nKind regards\n{tenant}"
    ),
    placeholders=("name", "asked_by", "when", "digest"),
    common=("tenant", "title"),
)
REMINDER = MailKind(
    "cosign_reminder",
    _("Reminder to sign"),
    _("Your signature is missing: {title}"),
    _(
        "Good day {name},\n\nthe application “{title}” of {asked_by} still waits for your signature.\n\n"
        "Read it and sign it here:\n{link}\n\n"
        "This link replaces the earlier one. It is meant for you alone and works until {until}.\n\n"
        "Kind regards\n{tenant}"
    ),
    placeholders=_MORE,
    common=_COMMON,
)
