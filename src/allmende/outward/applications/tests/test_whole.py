"""The line without any stand-in: applied for, receipted, decided, told, filed, closed, frozen."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import transaction

from allmende.base.cases import actions
from allmende.base.cases.models import Case, State
from allmende.base.cases.tests.factories import clerk as make_clerk
from allmende.base.cases.tests.factories import fresh, make_procedure, make_town, send
from allmende.base.messages.models import Message, OutgoingEmail
from allmende.base.records.actions import RecordClosedError, export_record, file_document
from allmende.base.records.models import Document, Record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.queries import open_file


@pytest.fixture
def case(tenant):
    make_town()
    return fresh(send(make_procedure()).case)


def documents(case: Case) -> dict[str, Document]:
    return {
        row.kind: row for row in Document.objects.filter(record__subject=case.subject).select_related("file")
    }


def test_from_the_application_to_the_frozen_file(case):
    with open_file(documents(case)["application"].file) as receipt:
        assert receipt.read(5) == b"%PDF-"
    actions.decide_case(case=case, outcome="refuse", reasons="Es fehlt der Nachweis.", by=make_clerk())
    actions.close_case(case=fresh(case), by=make_clerk(name="Ute Amt"))
    assert fresh(case).state == State.CLOSED
    assert {"application", "decision", "message"} <= set(documents(case))
    assert Message.objects.filter(conversation__subject=case.subject, direction="out").exists()
    assert OutgoingEmail.objects.count() >= 2
    record = Record.objects.get(subject=case.subject)
    assert record.retain_until is not None
    with pytest.raises(RecordClosedError), transaction.atomic():
        file_document(
            record=record, file=documents(case)["decision"].file, kind="other", title="Nachtrag", actor=SYSTEM
        )
    names = zipfile.ZipFile(io.BytesIO(b"".join(export_record(record=record, actor=SYSTEM)))).namelist()
    assert sum(name.endswith(".pdf") for name in names) >= 2
