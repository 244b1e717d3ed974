"""What follows for invoices when claims change."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM

from ..events import ClaimCancelled
from ..models import Claim
from .actions import cancel_invoice
from .queries import active_invoice


@subscribe(ClaimCancelled)
def cancel_with_claim(event: ClaimCancelled, row: Event) -> None:
    """What is demanded no more is not invoiced either."""
    invoice = active_invoice(Claim.objects.get(pk=event.claim))
    if invoice:
        cancel_invoice(invoice=invoice, reason=_("The demand was cancelled."), actor=SYSTEM)
