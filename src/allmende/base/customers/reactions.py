"""What accounts cause here."""

from __future__ import annotations

from allmende.base.identity.events import EmailChanged
from allmende.base.identity.models import User
from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import Actor

from .actions import update_customer
from .models import Customer


@subscribe(EmailChanged)
def follow_email(event: EmailChanged, row: Event) -> None:
    """The customer of an account is written to at the account's address."""
    user = User.objects.get(pk=row.stream.removeprefix("user:"))
    customer = Customer.objects.filter(user=user).first()
    if customer is not None:
        update_customer(customer=customer, email=user.email, actor=Actor("customer", user.pk))
