"""Reads that other apps use."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from allmende.base.identity.models import User

from .models import Customer


def customer_of(user: User) -> Customer | None:
    """The customer of an account, or None where it has done nothing yet."""
    found: Customer | None = Customer.objects.filter(user_id=user.pk).first()
    return found


def customers_by_email(email: str) -> QuerySet[Customer]:
    """Customers who gave this address, newest first; several people may share one."""
    rows: QuerySet[Customer] = Customer.objects.filter(email=email.strip().lower(), erased_at=None)
    return rows.order_by("-id")


def find_customers(text: str, limit: int = 20) -> list[Customer]:
    """Up to ``limit`` customers whose name or e-mail address begins with ``text``; for staff."""
    words = text.split()
    if not words:
        return []
    rows = Customer.objects.filter(erased_at=None)
    for word in words:
        rows = rows.filter(
            Q(family_name__istartswith=word)
            | Q(given_name__istartswith=word)
            | Q(email__istartswith=word.lower())
        )
    return list(rows.order_by("family_name", "given_name", "id")[:limit])
