"""A small town: two offices, clerks, a dog tax procedure as a folder of files."""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.contrib.auth.models import AnonymousUser

from allmende.base.cases.actions import Receipt, submit
from allmende.base.cases.models import Case
from allmende.base.directory.models import Unit
from allmende.base.identity.tests.factories import make_staff
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.records.models import FilingPlanEntry
from allmende.base.workflow.tests.factories import model
from allmende.foundation.events.types import SYSTEM

_numbers = itertools.count(1)

FORM: dict[str, Any] = {
    "key": "dog-tax",
    "title": "Hundesteuer",
    "pages": [
        {
            "key": "owner_page",
            "label": "Sie",
            "items": [
                {"type": "person", "key": "owner", "label": "Name", "required": True},
                {"type": "email", "key": "email", "label": "E-Mail"},
                {"type": "address", "key": "home", "label": "Anschrift"},
            ],
        },
        {
            "key": "dog_page",
            "label": "Ihr Hund",
            "items": [
                {"type": "text", "key": "dog", "label": "Rufname", "required": True, "max_length": 40},
                {"type": "yes_no", "key": "listed", "label": "Listenhund", "required": True},
                {"type": "file", "key": "chip", "label": "Chipnachweis"},
            ],
        },
    ],
}
MANIFEST = """
key: dog-tax
name: Hundesteuer – Anmeldung
unit: tax
title: '"Hund " + dog'
form: form.json
process: process.bpmn
deadline: {working_days: 15}
filing_plan: "22.41"
customer: {person: owner, email: email, address: home}
templates:
  decision:
    {file: templates/decision.txt, title: Steuerbescheid, subject: "Hundesteuer für {answers.dog}", kind: decision}
  question: {file: templates/question.txt, title: Frage, kind: message}
appeal: Gegen diesen Bescheid können Sie binnen eines Monats Widerspruch erheben.
parameters:
  fee: {type: money, default: "90.00", label: Steuer}
  police: {type: unit, default: order, label: Ordnungsamt}
"""
PROCESS = model(
    "start s",
    "user check 'Check the application'",
    "user decide 'Decide' hint=decision",
    "service close action=close_case",
    "end e",
    "s check", "check decide", "decide close", "close e",
)  # fmt: skip
ANSWERS: dict[str, Any] = {
    "owner": {"given_name": "Erika", "family_name": "Beispiel"},
    "email": "erika@example.org",
    "home": {"street": "Hauptstr.", "house_number": "1", "postcode": "12345", "city": "Musterstadt"},
    "dog": "Bello",
    "listed": False,
}


def folder(manifest: str = MANIFEST, process: str = PROCESS, **files: str) -> dict[str, str]:
    """The dog tax procedure's files."""
    return {
        "procedure.yaml": manifest,
        "form.json": json.dumps(FORM, ensure_ascii=False),
        "process.bpmn": process,
        "templates/decision.txt": "Guten Tag {customer.name}, die Steuer beträgt {param.fee} €. {decision.reasons}",
        "templates/question.txt": "Guten Tag {customer.name}, bitte nennen Sie die Chipnummer von {answers.dog}.",
        **files,
    }


def make_town() -> tuple[Unit, Unit]:
    """Two offices, tax and order, and a filing plan."""
    town = Unit.objects.create(key="town", name="Musterstadt")
    tax = Unit.objects.create(key="tax", name="Steueramt", parent=town)
    order = Unit.objects.create(key="order", name="Ordnungsamt", parent=town)
    FilingPlanEntry.objects.create(key="22.41", title="Hundesteuer", retention_years=10)
    return tax, order


def make_procedure(**changes: str) -> ProcedureVersion:
    """The dog tax procedure, published; needs ``make_town``."""
    return import_files(folder(**changes), SYSTEM)


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
