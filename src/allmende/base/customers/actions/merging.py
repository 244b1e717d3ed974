"""Two records of one customer become one, and apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of, require_role
from allmende.base.identity.models import Role, User
from allmende.foundation.events.actions import record
from allmende.foundation.secrecy import seal, unseal

from ..events import CustomersMerged, FoundDifferent, MergeUndone
from ..following import followers
from ..models import Customer, Merge, Suspicion
from ..names import name_key
from ..similar import similar_to
from .records import wipe

#: What is taken from one record or the other.
FIELDS = ("salutation", "title", "given_name", "family_name", "email", "phone", "address", "language")


class MergeError(Exception):
    """It cannot be done; the text is a sentence for people."""


@transaction.atomic
def merge_customers(*, source: Customer, target: Customer, take: Mapping[str, bool], by: User) -> Merge:
    """Everything of ``source`` goes to ``target``; ``take``: the fields whose value comes from ``source``.

    Raises ``MergeError``, or ``PermissionDenied`` unless ``by`` works in the service centre.
    """
    require_role(by, Role.SERVICE)
    source, target = _locked(source, target)
    _check(source, target)
    before = {key: getattr(target, key) for key in FIELDS}
    for key in FIELDS:
        if take.get(key):
            setattr(target, key, getattr(source, key))
    user = source.user
    if user is not None:
        source.user = None
        source.save(update_fields=["user"])
        target.user = user
    target.name_key = name_key(target.family_name, target.given_name)
    target.save()
    moved = {one.key: one.move(source.pk, target.pk) for one in followers}
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    merge = Merge.objects.create(
        source=source, target=target, moved={key: keys for key, keys in moved.items() if keys},
        before=seal({"fields": before, "user": user is not None}), merged_at=timezone.now(), merged_by=by,
    )  # fmt: skip
    _pair(source, target).update(state=Suspicion.State.MERGED)
    for one, other in ((source, target), (target, source)):
        event = CustomersMerged(other=str(other.pk), merge=str(merge.pk))
        record(event, stream=one.stream, actor=actor_of(by))
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: User) -> Merge:
    """Both records are as before; what came to be since then stays with the target.

    Raises ``MergeError``, or ``PermissionDenied`` unless ``by`` works in the service centre.
    """
    require_role(by, Role.SERVICE)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if not merge.can_be_undone:
        raise MergeError(_("This cannot be undone any more: the old record is erased."))
    source, target = _locked(merge.source, merge.target)
    if target.merged_into_id is not None or target.erased_at is not None:
        raise MergeError(_("The record was merged once more or erased since then. Undo that first."))
    was = unseal(merge.before)
    for key, value in was["fields"].items():
        setattr(target, key, value)
    user = target.user if was["user"] else None
    if user is not None:
        target.user = None
    target.name_key = name_key(target.family_name, target.given_name)
    target.save()
    source.merged_into, source.user = None, user or source.user
    source.save(update_fields=["merged_into", "user"])
    for one in followers:
        one.back(merge.moved.get(one.key, []), source.pk, target.pk)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    _pair(source, target).update(state=Suspicion.State.DIFFERENT)
    for customer, other in ((source, target), (target, source)):
        event = MergeUndone(other=str(other.pk), merge=str(merge.pk))
        record(event, stream=customer.stream, actor=actor_of(by))
    return merge


@transaction.atomic
def finish_merge(*, merge: Merge) -> None:
    """Erase what the source was: it cannot be undone from now on."""
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.can_be_undone:
        wipe(merge.source)
        merge.final_at, merge.before = timezone.now(), ""
        merge.save(update_fields=["final_at", "before"])


@transaction.atomic
def call_different(*, one: Customer, other: Customer, by: User) -> None:
    """They only look alike; nobody is asked about the two again."""
    require_role(by, Role.SERVICE)
    first, second = _in_order(one, other)
    Suspicion.objects.update_or_create(
        first=first, second=second, defaults={"state": Suspicion.State.DIFFERENT}, create_defaults={
            "state": Suspicion.State.DIFFERENT, "score": 0, "tenant_id": first.tenant_id,
        },
    )  # fmt: skip
    record(FoundDifferent(other=str(second.pk)), stream=first.stream, actor=actor_of(by))


@transaction.atomic
def note_suspicions(*, customer: Customer) -> int:
    """Note who may be the same as ``customer``; says how many are new."""
    new = 0
    for likeness in similar_to(customer):
        first, second = _in_order(customer, likeness.customer)
        _row, made = Suspicion.objects.get_or_create(
            first=first, second=second, defaults={"score": likeness.score}
        )
        new += made
    return new


def _locked(source: Customer, target: Customer) -> tuple[Customer, Customer]:
    keys = sorted(
        (source.pk, target.pk)
    )  # always in one order: two clerks at once do not wait for each other
    rows = {key: Customer.objects.select_for_update().get(pk=key) for key in keys}
    return rows[source.pk], rows[target.pk]


def _check(source: Customer, target: Customer) -> None:
    if source.pk == target.pk:
        raise MergeError(_("This is one and the same record."))
    if any(row.merged_into_id is not None or row.erased_at is not None for row in (source, target)):
        raise MergeError(_("One of the records was merged or erased in the meantime."))
    if source.kind != target.kind:
        raise MergeError(_("A person and an organisation cannot be merged."))
    if source.user_id is not None and target.user_id is not None:
        raise MergeError(
            _("Both have an account of their own. Ask the customer to delete one of the two accounts first.")
        )


def _pair(one: Customer, other: Customer) -> Any:
    first, second = _in_order(one, other)
    return Suspicion.objects.filter(first=first, second=second)


def _in_order(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """The older one first, so that a pair is noted once."""
    return (one, other) if one.pk < other.pk else (other, one)
