"""Cases opened by hand, as the inbox shows them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions import assign_case, open_case
from allmende.base.cases.models import Case
from allmende.base.customers.actions import create_customer
from allmende.base.customers.models import Customer
from allmende.base.directory.models import Unit
from allmende.foundation.events.types import SYSTEM

ROOT = "/arbeitsplatz/"


def make_case(
    title: str = "Anfrage", *, unit: str = "tax", to: Any = None, days: int | None = None, **more: Any
) -> Case:
    """A case of ``unit``, with ``to`` as its clerk, due in ``days`` from today."""
    due_on: date | None = None if days is None else timezone.localdate() + timedelta(days=days)
    office = Unit.objects.get(key=unit)
    case = open_case(kind="enquiry", title=title, unit=office, by=PROCESS, due_on=due_on, **more)
    if to is not None:
        assign_case(case=case, to=to, by=PROCESS)
    return case


def make_customer(name: str = "Beispiel") -> Customer:
    email = f"{name.lower()}@example.org"
    return create_customer(actor=SYSTEM, given_name="Erika", family_name=name, email=email)


def page(case: Case, part: str = "") -> str:
    """The address of a part of the case's page."""
    return f"{ROOT}cases/{case.pk}/{part}"
