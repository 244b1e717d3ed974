"""Addresses of a case's pages, which live in apps above: reversed by name."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from allmende.foundation.tenants.queries import absolute_url

from .models import Case


def link_for_customer(case: Case) -> str:
    """The absolute address of the customer's page of a case."""
    try:
        path = reverse("applications:case", args=[case.reference])
    except NoReverseMatch:
        path = "/"
    return absolute_url(path)
