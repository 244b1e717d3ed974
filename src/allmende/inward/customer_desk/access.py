"""Who sees customers: the service centre all of them, clerks those of the cases that they may see."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from allmende.base.cases.access import CASE_ROLES, cases_for
from allmende.base.cases.models import Case
from allmende.base.customers.consenting import ADVICE
from allmende.base.customers.models import Customer, Merge
from allmende.base.customers.queries import consents_of
from allmende.base.identity.access import has_role, role_required, units_of
from allmende.base.identity.models import Role, User

advisor_required = role_required(Role.SERVICE)
seer_required = role_required(Role.SERVICE, *CASE_ROLES)
#: So many cases of one customer are shown, newest first.
MOST = 200


def is_advisor(request: HttpRequest) -> bool:
    """Whether the visitor works in the service centre: for the navigation."""
    return bool(units_of(request.user, Role.SERVICE))


def get_customer_for(by: User, key: uuid.UUID) -> Customer:
    """The customer; 404 where there is none, or none that concerns this person."""
    customer = Customer.objects.filter(pk=key, erased_at=None).select_related("user", "merged_into").first()
    if customer is None or not may_see(by, customer):
        raise Http404
    return customer


def get_merge_for(by: User, key: uuid.UUID) -> Merge:
    """The merge; 404 where there is none or the person does not work in the service centre."""
    merge = Merge.objects.filter(pk=key).select_related("source", "target").first()
    if merge is None or not may_change(by):
        raise Http404
    return merge


def may_see(by: User, customer: Customer) -> bool:
    """The service centre sees all; a clerk whoever has a case that she may see."""
    return may_change(by) or cases_for(by).filter(customer=customer).exists()


def may_change(by: User) -> bool:
    """Whether the person keeps customers' data."""
    return has_role(by, Role.SERVICE)


def visible_cases(by: User, customer: Customer) -> list[Case]:
    """The customer's cases, newest first: those the person may see anyway, and to advise all that are not
    confidential, where the customer agreed to that.
    """
    rows = Case.objects.filter(customer=customer)
    if not (may_change(by) and ADVICE.key in consents_of(customer)):
        rows = cases_for(by).filter(customer=customer)
    elif confidential := rows.filter(confidential=True):
        seen = cases_for(by).filter(pk__in=confidential.values("pk"))
        rows = rows.filter(confidential=False) | rows.filter(pk__in=seen.values("pk"))
    return list(rows.select_related("unit", "service").order_by("-id")[:MOST])
