"""Ordering: a new service, another variant of one, or its end."""

from __future__ import annotations

from datetime import date

from allmende.base.identity.models import User
from allmende.provider.offers.models import Contact, Institution, Variant
from allmende.provider.offers.resources.models import Resource

from ..errors import OrderError
from ..models import Order


def start_order(
    *,
    institution: Institution,
    variant: Variant,
    by: User | Contact,
    kind: str = Order.Kind.NEW,
    resource: Resource | None = None,
    wanted_on: date | None = None,
    remarks: str = "",
    once: str = "",
) -> Order:
    """Order ``variant`` for ``institution``; its case runs from now on. ``resource``: what is changed or ended.

    Prices and term of today are kept with the order. ``once``: the form's token; the same again is the same order.
    Raises ``OrderError`` with a sentence (not on sale, not for this kind of institution, closed, ended), and
    ``Http404`` where ``by`` does not act for the institution.
    """
    raise OrderError("not yet")
