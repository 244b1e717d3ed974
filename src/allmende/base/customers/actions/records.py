"""Customers come to be, change and are erased."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.foundation.events.actions import erase_personal, record
from allmende.foundation.events.types import Actor

from ..events import CustomerChanged, CustomerCreated, CustomerErased
from ..models import ADDRESS_KEYS, Customer, Merge, Suspicion
from ..names import name_key
from ..retention import reasons_to_keep


class CustomerFields(TypedDict, total=False):
    """What may be said about a customer; ``address`` has the keys of ``ADDRESS_KEYS``."""

    kind: str
    salutation: str
    title: str
    given_name: str
    family_name: str
    email: str
    phone: str
    address: dict[str, str]
    language: str


class CustomerHeldError(Exception):
    """The data must stay; ``reasons`` are sentences for people."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@transaction.atomic(savepoint=False)
def create_customer(*, actor: Actor, user: User | None = None, **fields: Unpack[CustomerFields]) -> Customer:
    """Record a person or an organisation; raises ``TypeError`` for a field that customers do not have."""
    values = _cleaned(fields)
    customer = Customer(user=user, **values)
    customer.name_key = name_key(customer.family_name, customer.given_name)
    customer.insert()
    event = CustomerCreated(kind=customer.kind)
    record(event, stream=customer.stream, actor=actor, personal=values or None)
    return customer


@transaction.atomic
def customer_for_user(user: User) -> Customer:
    """The customer of an account, made from its name and e-mail address at the first call."""
    User.objects.select_for_update().get(pk=user.pk)  # two tabs at once: one customer
    found: Customer | None = Customer.objects.filter(user_id=user.pk).first()
    if found is not None:
        return found
    given, _, family = user.name.strip().rpartition(" ")
    return create_customer(
        actor=actor_of(user), user=user, given_name=given, family_name=family,
        email=user.email, language=user.language,
    )  # fmt: skip


@transaction.atomic
def update_customer(*, customer: Customer, actor: Actor, **fields: Unpack[CustomerFields]) -> Customer:
    """Change what is known; unchanged values record nothing."""
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    changed = {key: value for key, value in _cleaned(fields).items() if getattr(customer, key) != value}
    if changed:
        for key, value in changed.items():
            setattr(customer, key, value)
        customer.name_key = name_key(customer.family_name, customer.given_name)
        customer.save(update_fields=[*changed, "name_key"])
        event = CustomerChanged(fields=sorted(changed))
        record(event, stream=customer.stream, actor=actor, personal=changed)
    return customer


@transaction.atomic
def erase_customer(*, customer: Customer, actor: Actor) -> Customer:
    """Erase all personal data (GDPR Art. 17); the row stays, empty, for what points at it.

    Raises ``CustomerHeldError`` where an app has a reason to keep them.
    """
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    reasons = reasons_to_keep(customer)
    if reasons:
        raise CustomerHeldError(reasons)
    for other in Customer.objects.filter(merged_into=customer, erased_at=None):
        wipe(other)
    Merge.objects.filter(target=customer, final_at=None).update(before="", final_at=timezone.now())
    wipe(customer)
    record(CustomerErased(), stream=customer.stream, actor=actor)
    return customer


def wipe(customer: Customer) -> None:
    """Empty the row and the names in its log; the row itself stays for what points at it."""
    for key in ("salutation", "title", "given_name", "family_name", "email", "phone"):
        setattr(customer, key, "")
    customer.address, customer.user, customer.erased_at = {}, None, timezone.now()
    customer.name_key = b""
    customer.save()
    Suspicion.objects.filter(Q(first=customer) | Q(second=customer)).delete()
    erase_personal(stream=customer.stream)


@transaction.atomic
def leave_account(*, customer: Customer, actor: Actor) -> Customer:
    """The account was deleted while the data must stay: nobody logs in as this customer any more."""
    customer.user = None
    customer.save(update_fields=["user"])
    record(CustomerChanged(fields=["user"]), stream=customer.stream, actor=actor)
    return customer


def _cleaned(fields: CustomerFields) -> dict[str, Any]:
    values: dict[str, Any] = {key: _trimmed(value) for key, value in fields.items()}
    if "email" in values:
        values["email"] = values["email"].lower()
    if "address" in values:
        unknown = set(values["address"]) - set(ADDRESS_KEYS)
        if unknown:
            raise TypeError(f"an address has no {', '.join(sorted(unknown))}")
    if "kind" in values:
        values["kind"] = Customer.Kind(values["kind"])
    return values


def _trimmed(value: object) -> object:
    if isinstance(value, dict):
        return {key: str(item).strip() for key, item in value.items() if str(item).strip()}
    return str(value).strip()
