"""What signatures on received documents are worth, told at the document."""

from __future__ import annotations

import pytest
from django.utils import timezone

from allmende.base.cases.filing import record_for
from allmende.base.records.actions import file_document
from allmende.base.signatures.checking.found import Found
from allmende.base.signatures.models import SignatureReport
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.actions import store_bytes

from .factories import page


@pytest.fixture
def signed(case):
    """A received document whose signature was checked; what the check found is given."""

    def make(**found):
        file = store_bytes(content=b"%PDF", name="vollmacht.pdf", media_type="application/pdf")
        file_document(record=record_for(case), file=file, kind="evidence", title="Vollmacht", actor=SYSTEM)
        signature = Found(name="Erika Musterfrau", at="2026-03-01T10:00:00+00:00", **found)
        SignatureReport.objects.create(
            file=file, verdict=found["verdict"], signatures=[signature.as_json()], checked_at=timezone.now()
        )
        return file

    return make


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"verdict": "valid"}, "Unterschrift gültig. Das Dokument ist unverändert."),
        ({"verdict": "valid", "qualified": True}, "ersetzt die Unterschrift auf Papier"),
        ({"verdict": "changed", "why": "altered"}, "nach der Unterschrift verändert"),
        ({"verdict": "broken", "why": "revoked"}, "zählt nicht"),
        ({"verdict": "unknown", "why": "stranger"}, "keine Vertrauensliste nennt"),
    ],
)
def test_the_clerk_reads_what_a_signature_is_worth(desk, case, signed, found, words):
    file = signed(**found)
    for part in ("documents/", f"files/{file.pk}/signature/"):
        text = desk.get(page(case, part)).content.decode()
        assert words in text
        assert "Erika Musterfrau" in text
        assert "01.03.2026" in text


def test_another_office_sees_nothing_of_it(client, stranger, case, signed):
    client.force_login(stranger)
    assert client.get(page(case, f"files/{signed(verdict='valid').pk}/signature/")).status_code == 404


def test_it_is_checked_again_on_demand(desk, case, signed):
    file = signed(verdict="unknown", why="no_answer")
    answer = desk.post(page(case, f"files/{file.pk}/signature/"), follow=True)
    assert "noch einmal geprüft" in answer.content.decode()
