"""A dog tax procedure as a folder of files, and the town it fits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from allmende.base.directory.models import Unit
from allmende.base.records.models import FilingPlanEntry
from allmende.base.workflow.tests.factories import model

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
DECISION = "Guten Tag {customer.name}, die Steuer beträgt {param.fee} €. {decision.reasons}"
QUESTION = "Guten Tag {customer.name}, bitte nennen Sie die Chipnummer von {answers.dog}."


def files(**changes: str) -> dict[str, str]:
    """The folder as path → text; ``procedure``, ``form``, ``process``, ``decision`` replace one file."""
    return {
        "procedure.yaml": changes.get("procedure", MANIFEST),
        "form.json": changes.get("form", json.dumps(FORM, ensure_ascii=False)),
        "process.bpmn": changes.get("process", PROCESS),
        "templates/decision.txt": changes.get("decision", DECISION),
        "templates/question.txt": QUESTION,
    }


def write(path: Path, **changes: str) -> Path:
    """The folder on disk."""
    for name, text in files(**changes).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


def make_town() -> tuple[Unit, Unit]:
    """Two offices, tax and order, and a filing plan."""
    town = Unit.objects.create(key="town", name="Musterstadt")
    tax = Unit.objects.create(key="tax", name="Steueramt", parent=town)
    order = Unit.objects.create(key="order", name="Ordnungsamt", parent=town)
    FilingPlanEntry.objects.create(key="22.41", title="Hundesteuer", retention_years=10)
    return tax, order
