"""Who may see and who may act on a case: not found and not allowed look the same."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from allmende.base.customers.mandates.queries import cases_within, mandates_of
from allmende.base.identity.access import absent_colleagues, actor_of, is_staff, units_of
from allmende.base.identity.models import Membership, Role, User
from allmende.foundation.events.types import SYSTEM, Actor
from allmende.foundation.ids import NO_KEY, clean_reference, read_key

from .errors import CaseNotFoundError, CaseNotYoursError
from .models import Case, Participation

#: The roles that work on cases; designers and operators see none.
CASE_ROLES = (Role.CLERK, Role.HEAD)


@dataclass(frozen=True)
class CodeHolder:
    """Somebody without an account who has shown reference and code of this one case (``open_by_code``)."""

    case_id: uuid.UUID


@dataclass(frozen=True)
class Process:
    """The case's own process, or an import of history: acts as the system and is refused nothing."""


PROCESS = Process()
Who: TypeAlias = User | AnonymousUser | CodeHolder | Process


def actor(by: Who) -> Actor:
    """Who acts, for the log."""
    if isinstance(by, Process):
        return SYSTEM
    if isinstance(by, CodeHolder):
        return Actor("customer")
    return actor_of(by)


def cases_for(by: Who) -> QuerySet[Case]:
    """Every case this person may know of. For lists use ``queries.inbox``, which stays quick with a million."""
    cases: QuerySet[Case] = Case.objects.all()
    if isinstance(by, Process):
        return cases
    if isinstance(by, CodeHolder):
        return cases.filter(pk=by.case_id)
    if not is_staff(by):
        return _of_citizen(cases, by)
    units = units_of(by, *CASE_ROLES)
    taking_part = Participation.objects.filter(ended_at=None)
    let_in = taking_part.filter(unit_id__in=own_units(by), trusted=True)
    return cases.filter(
        Q(unit_id__in=own_units(by))
        | Q(unit_id__in=units, confidential=False)
        | Q(pk__in=taking_part.filter(unit_id__in=units).values("case_id"), confidential=False)
        | Q(pk__in=let_in.values("case_id"))
    )


def _of_citizen(cases: QuerySet[Case], by: User | AnonymousUser) -> QuerySet[Case]:
    """One's own, and those of others for whom one may act today."""
    if not by.is_authenticated or not by.is_active:
        return cases.none()
    own, others = Q(customer__user_id=by.pk), cases_within(by)
    return cases.filter(own | others if others is not None else own)


def get_case_for(by: Who, case_id: uuid.UUID | str) -> Case:
    """The case; raises ``CaseNotFoundError`` (404) where it does not exist for this person."""
    key = case_id if isinstance(case_id, uuid.UUID) else read_key(case_id) or NO_KEY
    related = ("unit", "assignee", "customer", "service", "procedure_version__procedure")
    case = Case.objects.filter(pk=key).select_related(*related).first()
    if case is None or not may_see(by, case):
        raise CaseNotFoundError
    return case


def may_see(by: Who, case: Case) -> bool:
    """Whether the case exists for this person."""
    if isinstance(by, CodeHolder) or not is_staff(by):
        return _is_customer(by, case)
    return may_work(by, case) or takes_part(by, case)


def may_work(by: Who, case: Case) -> bool:
    """Whether this person acts for the office that owns the case."""
    if isinstance(by, Process):
        return True
    if isinstance(by, CodeHolder) or not is_staff(by) or not by.is_active:
        return False
    if case.confidential:
        return case.unit_id in own_units(by)
    return case.unit_id in units_of(by, *CASE_ROLES)


def works_on(user: User, key: uuid.UUID) -> bool:
    """Whether ``user`` acts for the office that owns the case with this key."""
    case = Case.objects.filter(pk=key).first()
    return case is not None and may_work(user, case)


def require_work(by: Who, case: Case) -> None:
    """Raise unless ``may_work``: not found where the person may not know of the case, else a refusal."""
    if not may_work(by, case):
        raise CaseNotYoursError if may_see(by, case) else CaseNotFoundError


def require_see(by: Who, case: Case) -> None:
    """Raise ``CaseNotFoundError`` unless ``may_see``."""
    if not may_see(by, case):
        raise CaseNotFoundError


def require_customer(by: Who, case: Case) -> None:
    """Raise unless this is the case's customer (or the process); clerks get a refusal."""
    if not isinstance(by, Process) and not _is_customer(by, case):
        raise CaseNotYoursError if may_see(by, case) else CaseNotFoundError


def own_units(by: User | AnonymousUser) -> frozenset[uuid.UUID]:
    """Units in which the person works directly, without those below: they open confidential cases.

    Those of colleagues whom the person stands in for today are included.
    """
    known: frozenset[uuid.UUID] | None = getattr(by, "_allmende_own_units", None)
    if known is None:
        people = [by.pk, *absent_colleagues(by)] if isinstance(by, User) and by.is_active else []
        rows = Membership.objects.filter(user_id__in=people, user__is_active=True, role__in=CASE_ROLES)
        known = frozenset(rows.values_list("unit_id", flat=True))
        by._allmende_own_units = known  # type: ignore[union-attr]
    return known


def open_by_code(reference: str, code: str) -> CodeHolder:
    """The door without an account; raises ``CaseNotFoundError`` for a wrong pair. Callers limit the rate."""
    clean = clean_reference(reference)
    case = Case.objects.filter(reference=clean).first() if clean else None
    # Compared even where there is no such case, so that the time taken tells nothing.
    if not _code_fits(code, case.code_hash if case else "") or case is None:
        raise CaseNotFoundError
    return CodeHolder(case.pk)


def hash_code(code: str, key: str | None = None) -> str:
    """The keyed hash under which a code is stored."""
    letters = "".join(c for c in code.upper() if c.isalnum())
    return salted_hmac("allmende.cases.code", letters, secret=key, algorithm="sha256").hexdigest()


def _code_fits(code: str, stored: str) -> bool:
    keys: list[Any] = [None, *settings.SECRET_KEY_FALLBACKS]
    return sum(constant_time_compare(hash_code(code, key), stored) for key in keys) > 0


def _is_customer(by: Who, case: Case) -> bool:
    if isinstance(by, CodeHolder):
        return by.case_id == case.pk
    if isinstance(by, Process) or not by.is_authenticated or not by.is_active or case.customer is None:
        return False
    return case.customer.user_id == by.pk or acts_for(by, case)


def acts_for(by: User | AnonymousUser, case: Case) -> bool:
    """Whether the person may act for the case's customer today: applied by that mandate, or it is proven and reaches
    the case.
    """
    for mandate in mandates_of(by):
        if mandate.pk == case.mandate_id:
            return True
        if mandate.is_sure and mandate.principal_id == case.customer_id:
            version = case.procedure_version if mandate.scope == mandate.Scope.PROCEDURE else None
            if mandate.covers(procedure=version.procedure.key if version else "", case=case.subject):
                return True
    return False


def takes_part(by: Who, case: Case, unit_id: uuid.UUID | None = None) -> bool:
    """Whether the person works in an office that takes part now (in ``unit_id``); if the case is confidential, directly
    in one that was expressly let in.
    """
    if isinstance(by, CodeHolder | Process) or not by.is_active:
        return False
    parts = Participation.objects.filter(case=case, ended_at=None)
    units = own_units(by) if case.confidential else units_of(by, *CASE_ROLES)
    parts = parts.filter(unit_id__in=units & {unit_id} if unit_id else units)
    return (parts.filter(trusted=True) if case.confidential else parts).exists()
