"""The e-mails to those who must agree to an order."""

from django.utils.translation import gettext_lazy as _

from allmende.base.messages.kinds import MailKind

_NAMES = ("tenant", "name", "institution", "offer", "what", "cost", "link")
_BODY = _(
    "Good day {name},\n\nfor {institution} somebody ordered from us:\n\n{what}: {offer}\n{cost}\n\n"
    "Before we go on, we need your agreement. Look at the order, and agree or refuse, here:\n{link}\n\n"
    "You need no account for that. Please do not forward the link: it is for you alone.\n\nKind regards\n{tenant}"
)
MAILS = (
    MailKind(
        "order_approval", _("Order: please agree"), _("Please agree: {offer} for {institution}"), _BODY, common=_NAMES
    ),
    MailKind(
        "order_approval_reminder", _("Order: reminder to agree"),
        _("Reminder, please agree: {offer} for {institution}"), _BODY, common=_NAMES,
    ),
)  # fmt: skip
