"""Addresses of a case's pages, which live in apps above: reversed by name."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from allmende.foundation.tenants.queries import absolute_url

from .kinds import CaseKind, case_kinds
from .models import Case


def link_for_customer(case: Case) -> str:
    """The absolute address of the customer's page of a case."""
    try:
        path = reverse(page_for_customers(case), args=[case.reference])
    except NoReverseMatch:
        path = "/"
    return absolute_url(path)


def page_for_customers(case: Case) -> str:
    """The URL name of the customer's page of this kind of case."""
    return case_kinds[case.kind].page if case.kind in case_kinds else CaseKind.page
