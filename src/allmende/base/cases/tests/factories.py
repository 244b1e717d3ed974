"""Applications for the dog tax in a small town, and the people who work on them."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.auth.models import AnonymousUser

from allmende.base.cases.actions import Receipt, submit
from allmende.base.cases.models import Case
from allmende.base.directory.models import Unit
from allmende.base.identity.tests.factories import make_staff
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.tests.factories import files, make_town
from allmende.foundation.events.types import SYSTEM

__all__ = ["ANSWERS", "clerk", "fresh", "make_procedure", "make_town", "send"]
_numbers = itertools.count(1)

ANSWERS: dict[str, Any] = {
    "owner": {"given_name": "Erika", "family_name": "Beispiel"},
    "email": "erika@example.org",
    "home": {"street": "Hauptstr.", "house_number": "1", "postcode": "12345", "city": "Musterstadt"},
    "dog": "Bello",
    "listed": False,
}


def make_procedure(**changes: str) -> ProcedureVersion:
    """The dog tax procedure, published; needs ``make_town``."""
    return import_files(files(**changes), SYSTEM)


def clerk(unit: str = "tax", role: str = "clerk", name: str = "Kim Amt"):
    """Somebody who works in the office."""
    return make_staff(name=name, unit=Unit.objects.get(key=unit), role=role)


def send(version: ProcedureVersion, *, key: str = "", by: Any = None, **answers: Any) -> Receipt:
    """An application for the dog tax by somebody without an account."""
    return submit(
        version=version, answers={**ANSWERS, **answers}, idempotency_key=key or f"key-{next(_numbers)}",
        by=by or AnonymousUser(),
    )  # fmt: skip


def fresh(case: Case) -> Case:
    """The case as it stands in the database now."""
    return Case.objects.select_related("unit", "customer", "assignee").get(pk=case.pk)
