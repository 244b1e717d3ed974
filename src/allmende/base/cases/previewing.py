"""What a decision would demand, before it is made."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from allmende.base.payments.money import ZERO
from allmende.base.payments.queries import claims_of
from allmende.base.payments.slips import specimen
from allmende.base.payments.words import amount_text

from .actions.fees import fee_of_decision
from .models import Case


def payment_preview(case: Case, outcome: str, fee: Decimal | None) -> dict[str, Any]:
    """The same as the decision would have it: with what it demands, and words where the Kassenzeichen will stand.

    Empty where it demands nothing new. Raises ``CaseError`` where it could not be made.
    """
    demanded = fee_of_decision(case, outcome, fee)
    if demanded is None:
        return {}
    cost, wanted = demanded
    more = wanted - sum((claim.total for claim in claims_of(case.subject)), ZERO)
    if more <= ZERO:
        return {}
    due_on = timezone.localdate() + timedelta(days=cost.fee.due_days)
    slip = specimen(more, _("given with the decision"))
    return {
        "fee": {"amount": amount_text(wanted), "reason": ", ".join(line.label for line in cost.lines)},
        "claim": {
            "amount": amount_text(more), "due_on": formats.date_format(due_on, "DATE_FORMAT"),
            "kassenzeichen": slip.reference, "iban": slip.iban, "recipient": slip.recipient, "link": slip.link,
        },
        **({"slip": slip.as_letter(due_on, scan=False)} if slip.iban else {}),
    }  # fmt: skip
