"""What documents say of money: the placeholders ``fee`` and ``claim``, and the slip to pay by."""

from __future__ import annotations

from typing import Any

from django.utils import formats

from allmende.base.payments.queries import claim_to_pay
from allmende.base.payments.slips import slip_of
from allmende.base.payments.words import amount_text


def payment_data(subject: str) -> dict[str, Any]:
    """Texts by placeholder, empty where nothing is demanded; ``slip`` is set while something is to be paid."""
    claim = claim_to_pay(subject)
    if claim is None:
        empty = dict.fromkeys(("amount", "due_on", "kassenzeichen", "iban", "recipient", "link"), "")
        return {"fee": {"amount": "", "reason": ""}, "claim": empty}
    slip = slip_of(claim)
    amount = amount_text(claim.total)
    lines = ", ".join(claim.items.order_by("position").values_list("label", flat=True))
    found: dict[str, Any] = {
        "fee": {"amount": amount, "reason": lines},
        "claim": {
            "amount": amount_text(claim.owed),
            "due_on": formats.date_format(claim.due_on, "DATE_FORMAT"),
            "kassenzeichen": slip.reference,
            "iban": slip.iban,
            "recipient": slip.recipient,
            "link": slip.link,
        },
    }
    if claim.is_payable and slip.iban:
        found["slip"] = slip.as_letter(claim.due_on)
    return found
