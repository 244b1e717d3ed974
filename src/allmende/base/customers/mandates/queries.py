"""Reads: for whom somebody may act, now."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from allmende.base.identity.models import User

from .models import Mandate

if TYPE_CHECKING:
    from ..models import Customer

_REMEMBERED = "_allmende_mandates"


def mandates_of(user: User | AnonymousUser) -> Sequence[Mandate]:
    """The mandates of an account that count today; one query per user object, so one per request."""
    if not isinstance(user, User) or user.is_staff or not user.is_active:
        return ()
    known: list[Mandate] | None = user.__dict__.get(_REMEMBERED)
    if known is None:
        known = list(_valid().filter(agent_id=user.pk).select_related("principal").order_by("pk")[:200])
        user.__dict__[_REMEMBERED] = known
    return known


def forget_mandates(user: User) -> None:
    """Drop what is remembered on ``user``, after they changed."""
    user.__dict__.pop(_REMEMBERED, None)


def mandate_of(user: User, key: uuid.UUID | str, *, procedure: str = "") -> Mandate | None:
    """The mandate where it counts today and covers the procedure; read anew, whatever was shown before."""
    try:
        found: Mandate | None = (
            _valid().filter(agent_id=user.pk, pk=key).select_related("principal", "agent").first()
        )
    except (ValueError, TypeError):
        return None
    return found if found is not None and found.covers(procedure=procedure) else None


def cases_within(user: User | AnonymousUser) -> Q | None:
    """A filter for rows with ``customer``, ``mandate`` and ``procedure_version`` that the account may see for others.

    What was applied for under a mandate, as long as it counts; of a proven one, what else lies within its scope.
    None where there is nothing.
    """
    mandates = mandates_of(user)
    if not mandates:
        return None
    found = Q(mandate_id__in=[mandate.pk for mandate in mandates])
    for mandate in mandates:
        if not mandate.is_sure:
            continue
        own = Q(customer_id=mandate.principal_id)
        if mandate.scope == Mandate.Scope.PROCEDURE:
            own &= Q(procedure_version__procedure__key=mandate.scope_key)
        if mandate.scope == Mandate.Scope.CASE:
            own &= Q(pk=_key(mandate.scope_key))
        found |= own
    return found


def represented_by(user: User) -> QuerySet[Mandate]:
    """Who acts for the owner of this account, or did; the newest first."""
    rows: QuerySet[Mandate] = Mandate.objects.filter(principal__user_id=user.pk)
    return rows.select_related("agent", "principal").order_by("-pk")


def mandates_for(customer: Customer) -> list[Mandate]:
    """Who acts for a customer, did, or was asked to; the newest first, for staff."""
    rows = Mandate.objects.filter(principal=customer).select_related("agent", "principal", "noted_by")
    return list(rows.order_by("-pk")[:100])


def own_mandates(user: User) -> QuerySet[Mandate]:
    """For whom this account acts, did, or asked to; the newest first."""
    rows: QuerySet[Mandate] = Mandate.objects.filter(agent_id=user.pk)
    return rows.select_related("principal", "agent").order_by("-pk")


def _valid() -> QuerySet[Mandate]:
    today = timezone.localdate()
    rows: QuerySet[Mandate] = Mandate.objects.filter(
        state=Mandate.State.ACTIVE, starts_on__lte=today, ends_on__gte=today, principal__erased_at=None
    )
    return rows


def _key(subject: str) -> Any:
    return subject.rpartition(":")[2] or None
