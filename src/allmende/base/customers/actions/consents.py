"""What customers agree to."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..consenting import purposes
from ..events import ConsentGiven, ConsentWithdrawn
from ..models import Consent, Customer


def give_consent(*, customer: Customer, purpose: str, actor: Actor) -> Consent:
    """Keep that, when and to which words the customer agreed; the same again changes nothing.

    Raises ``UnknownKeyError`` for a purpose that no app has registered.
    """
    text = str(purposes[purpose].text)
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                customer=customer, purpose=purpose, text=text, given_at=timezone.now()
            )
            record(ConsentGiven(purpose=purpose), stream=customer.stream, actor=actor)
    except IntegrityError:
        return Consent.objects.get(customer=customer, purpose=purpose, withdrawn_at=None)
    return consent


@transaction.atomic
def withdraw_consent(*, customer: Customer, purpose: str, actor: Actor) -> bool:
    """End a consent from now on (GDPR Art. 7 (3)); False where there was none."""
    open_ones = Consent.objects.filter(customer=customer, purpose=purpose, withdrawn_at=None)
    if not open_ones.update(withdrawn_at=timezone.now()):
        return False
    record(ConsentWithdrawn(purpose=purpose), stream=customer.stream, actor=actor)
    return True
