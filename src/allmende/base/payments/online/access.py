"""Who may: payers by the address they were given, staff by role."""

from __future__ import annotations

import uuid

from django.http import Http404

from allmende.base.identity.access import role_required
from allmende.base.identity.models import Role

from .models import OnlinePayment

#: Who sets up payment services.
admin_required = role_required(Role.ADMIN)
#: Who looks after payments.
treasury_required = role_required(Role.CASHIER, Role.ADMIN)


def payment_by_token(token: str) -> OnlinePayment:
    """The payment that the payer's address names; raises ``Http404``. The token is the key: it is not to be guessed."""
    found = OnlinePayment.objects.filter(token=token).select_related("claim").first()
    if found is None:
        raise Http404("no such payment")
    return found


def payment_by_key(key: uuid.UUID) -> OnlinePayment:
    """A payment for the cash office; raises ``Http404``."""
    found = OnlinePayment.objects.filter(pk=key).select_related("claim").first()
    if found is None:
        raise Http404("no such payment")
    return found
