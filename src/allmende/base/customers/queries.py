"""Reads that other apps use."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet

from allmende.base.identity.models import User
from allmende.foundation.search.folding import words

from .models import Consent, Customer, Merge, Suspicion
from .names import beginning

#: Bounds of a search: of more people with one family name the given name has to be typed out.
_MOST_WORDS, _MOST_READ = 4, 200


def customer_of(user: User) -> Customer | None:
    """The customer of an account, or None where it has done nothing yet."""
    found: Customer | None = Customer.objects.filter(user_id=user.pk).first()
    return found


def customers_by_email(email: str) -> QuerySet[Customer]:
    """Customers who gave this address, newest first; several people may share one."""
    rows: QuerySet[Customer] = Customer.objects.filter(
        email=email.strip().lower(), erased_at=None, merged_into=None
    )
    return rows.order_by("-id")


def find_customers(text: str, limit: int = 20) -> list[Customer]:
    """Up to ``limit`` customers whose family name begins with a word of ``text``, or whose e-mail address it is.

    All words must begin one of the names: "beispiel eri" and "Erika Beispiel" find Erika Beispiel. For staff.
    """
    if "@" in text:
        return list(customers_by_email(text)[:limit])
    wanted = words(text)[:_MOST_WORDS]
    together = [f"{one} {other}" for one in wanted for other in wanted if one is not other]
    found = {pk: key for start in (*together, *wanted) for pk, key in _in_range(start)}
    fitting = sorted((bytes(key), pk) for pk, key in found.items() if _fits(bytes(key), wanted))[:limit]
    rows = Customer.objects.in_bulk([pk for _key, pk in fitting])
    return [rows[pk] for _key, pk in fitting if pk in rows]


def _in_range(start: str) -> list[tuple[uuid.UUID, Any]]:
    first, behind = beginning(start)
    named = Customer.objects.filter(name_key__gte=first, name_key__lt=behind, merged_into=None)
    rows = named.order_by("name_key", "id")
    return list(rows.values_list("pk", "name_key")[:_MOST_READ])


def _fits(key: bytes, wanted: list[str]) -> bool:
    own = key.decode(errors="ignore").split()
    return all(any(name.startswith(word) for name in own) for word in wanted)


def suspicions(limit: int = 50) -> list[Suspicion]:
    """Pairs that nobody looked at yet, most alike first."""
    rows = Suspicion.objects.filter(state=Suspicion.State.OPEN).select_related("first", "second")
    rows = rows.filter(first__merged_into=None, second__merged_into=None)
    return list(rows.order_by("-score", "id")[:limit])


def consents_of(customer: Customer) -> dict[str, Consent]:
    """What the customer agrees to now, by purpose."""
    rows = Consent.objects.filter(customer=customer, withdrawn_at=None)
    return {row.purpose: row for row in rows}


def merges_of(customer: Customer) -> list[Merge]:
    """What was merged into this record, newest first."""
    rows = Merge.objects.filter(target=customer, undone_at=None).select_related("source", "merged_by")
    return list(rows.order_by("-merged_at"))
