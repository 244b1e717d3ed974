"""Musterstadt's dog tax: form, process and letter ask one fee table."""

import pytest
from django.contrib.auth.models import AnonymousUser

from allmende.base.cases.actions import submit
from allmende.base.cases.document_data import document_data
from allmende.base.cases.models import Case
from allmende.base.directory.models import Unit
from allmende.base.procedures.actions import import_files
from allmende.base.procedures.folder import read_folder
from allmende.base.records.models import FilingPlanEntry
from allmende.base.workflow.queries import open_tasks
from allmende.demo.files import procedure_folder
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM

ANSWERS = {
    "owner": {"given_name": "Erika", "family_name": "Beispiel"}, "birth_date": "1980-05-01",
    "email": "erika@example.org",
    "home": {"street": "Hauptstraße", "house_number": "1", "postcode": "12345", "city": "Musterstadt"},
    "dog_name": "Bello", "dog_born": "2024-01-01", "dog_sex": "male", "kept_since": "2024-03-01",
    "chip": "276098102345678", "from_shelter": False, "debit": False, "truth": True,
}  # fmt: skip


@pytest.fixture
def version(tenant):
    root = Unit.objects.create(key="stadt", name="Musterstadt")
    for key in ("steueramt", "ordnungsamt"):
        Unit.objects.create(key=key, name=key.title(), parent=root)
    FilingPlanEntry.objects.create(key="22.41", title="Hundesteuer", retention_years=10)
    return publish()


def publish():
    files = dict(read_folder(procedure_folder("hundesteuer-anmeldung")).files)
    files["procedure.yaml"] = files["procedure.yaml"].replace(
        "service: hundesteuer-anmeldung", "unit: steueramt"
    )
    return import_files(files, SYSTEM)


@pytest.mark.parametrize(
    ("breed", "other_dogs", "reduction", "tax", "shown", "offices"),
    [
        ("dackel", 0, "none", 96, "96", {"steueramt"}),
        ("dackel", 2, "none", 132, "132", {"steueramt"}),
        ("rottweiler", 0, "none", 600, "600", {"steueramt", "ordnungsamt"}),
        ("rottweiler", 0, "welfare", 300, "300", {"steueramt", "ordnungsamt"}),
        ("mops", 0, "assistance", 0, "0", {"steueramt"}),
    ],
)
def test_the_table_says_tax_and_office(version, breed, other_dogs, reduction, tax, shown, offices):
    answers = {**ANSWERS, "breed": breed, "other_dogs": other_dogs, "reduction": reduction}
    sent = submit(version=version, answers=answers, idempotency_key=f"k-{breed}", by=AnonymousUser()).case
    case = Case.objects.get(pk=sent.pk)
    assert float(case.submission.answers["tax"]) == case.data["jahressteuer"] == tax
    assert document_data(case)["data"]["jahressteuer"] == shown
    assert {task.unit.key for task in open_tasks(case.subject)} == offices
    rules = Event.objects.filter(stream=case.subject, type="workflow.table_decided").values_list(
        "data", flat=True
    )
    assert [event["decision"] for event in rules] == ["jahressteuer", "gefaehrlich"]


def test_the_clerk_reads_the_answers_as_the_form_words_them(version):
    answers = {**ANSWERS, "breed": "rottweiler", "other_dogs": 0, "reduction": "none"}
    sent = submit(version=version, answers=answers, idempotency_key="k", by=AnonymousUser()).case
    told = Event.objects.filter(stream=sent.subject, type="workflow.table_decided").select_related("personal")
    submitted, classified = (event.personal.data["text"] for event in told.order_by("seq"))
    assert "beantragt: Nein" in submitted
    assert "Rasse: Rottweiler" in classified
