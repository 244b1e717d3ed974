"""E-mails to payers."""

from __future__ import annotations

from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from allmende.base.messages.kinds import MailKind
from allmende.base.messages.outbox import queue_email
from allmende.foundation.tenants.context import current_tenant

from .accounts import own_account
from .models import Debit
from .slips import slip_of
from .words import amount_text

DEBIT = MailKind(
    "debit",
    _("Direct debit announced"),
    _("We collect {amount} on {day}"),
    _(
        "Good day,\n\non {day} we collect {amount} from your account ending in {account}: {purpose}.\n\n"
        "Mandate: {mandate}\nCreditor identifier: {creditor}\nReference: {reference}\n\n"
        "Please see that there is enough on the account. Everything about this payment:\n{link}\n\n"
        "Kind regards\n{tenant}"
    ),
    placeholders=("amount", "day", "account", "purpose", "mandate", "creditor", "reference"),
    common=("tenant", "link"),
)


def announce(debit: Debit, to: str) -> None:
    """Tell the payer when how much is collected by which mandate (SEPA Core Rulebook, pre-notification)."""
    claim, slip = debit.claim, slip_of(debit.claim)
    own = own_account()
    language = claim.customer.language if claim.customer else "de"
    with translation.override(language):
        context = {
            "amount": amount_text(debit.amount), "day": formats.date_format(debit.collect_on, "DATE_FORMAT"),
            "account": debit.mandate.iban_end, "purpose": claim.purpose, "mandate": debit.mandate.reference,
            "creditor": own.creditor_id if own else "", "reference": slip.reference, "link": slip.link,
            "tenant": current_tenant().name,
        }  # fmt: skip
    queue_email(to=to, kind=DEBIT.key, context=context, language=language)
