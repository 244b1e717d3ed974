import datetime as dt
import hashlib
import io
import json
import zipfile
from contextvars import Context

import pytest

from allmende.base.records.actions import (
    RecordClosedError,
    UnknownPlanError,
    close_record,
    export_record,
    open_record,
    reopen_record,
)
from allmende.base.records.models import FilingPlanEntry, ImmutableError
from allmende.base.records.queries import documents_of, past_retention, record_of
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.files.models import ScanState, StoredFile

from .factories import filed, plan, record

DAY = dt.date(2026, 3, 14)


def test_a_subject_has_one_record(tenant):
    assert record() == record()
    assert record_of("case:1").plan.key == "22.41"


def test_an_unknown_place_in_the_plan_is_named(tenant):
    with pytest.raises(UnknownPlanError, match=r"99\.9"):
        open_record(subject="case:1", title="x", plan_key="99.9")


def test_filing_is_told_and_gives_the_file_its_owner(tenant):
    document = filed(record())
    document.file.refresh_from_db()
    assert document.file.owner == "case:1"
    assert [event.type for event in timeline("case:1")] == ["records.opened", "records.document_filed"]


def test_a_repeated_job_files_once(tenant):
    assert filed(record(), once="receipt") == filed(record(), once="receipt")
    assert documents_of("case:1").count() == 1


def test_a_document_never_changes(tenant):
    document = filed(record())
    document.title = "other"
    with pytest.raises(ImmutableError):
        document.save()
    with pytest.raises(ImmutableError):
        document.delete()


def test_closing_freezes_and_says_how_long_it_is_kept(tenant):
    closed = close_record(record=record(), on=DAY, actor=SYSTEM)
    assert closed.retain_until == dt.date(2036, 12, 31)
    with pytest.raises(RecordClosedError):
        filed(closed)


def test_reopening_lets_documents_in_again(tenant):
    closed = close_record(record=record(), on=DAY, actor=SYSTEM)
    reopened = reopen_record(record=closed, reason="Widerspruch", actor=SYSTEM)
    assert filed(reopened)
    assert reopened.retain_until is None


@pytest.mark.parametrize(
    ("years", "starts", "until"),
    [
        (10, FilingPlanEntry.Starts.YEAR_END, dt.date(2034, 12, 31)),
        (2, FilingPlanEntry.Starts.CLOSING, dt.date(2026, 3, 1)),
        (None, FilingPlanEntry.Starts.YEAR_END, None),
    ],
)
def test_retention_follows_the_plan(tenant, years, starts, until):
    assert plan(years=years, retention_starts=starts).retain_until(dt.date(2024, 2, 29)) == until


def test_what_may_be_destroyed_is_listed(tenant):
    close_record(record=record(), on=DAY, actor=SYSTEM)
    assert list(past_retention(on=dt.date(2036, 12, 31))) == []
    assert len(past_retention(on=dt.date(2037, 1, 1))) == 1


def exported(in_record) -> zipfile.ZipFile:
    """As a server does: the pieces are taken after the request, where no tenant is current."""
    pieces = export_record(record=in_record, actor=SYSTEM)
    return zipfile.ZipFile(io.BytesIO(b"".join(Context().run(list, pieces))))


def test_an_export_holds_documents_index_and_hashes(tenant):
    mine = record()
    filed(mine, title="../../Chip/Nachweis", content=b"a")
    filed(mine, title="Bescheid", content=b"b")
    archive = exported(mine)
    assert archive.testzip() is None
    assert archive.namelist()[1] == "documents/002 Bescheid.txt"
    index = json.loads(archive.read("index.json"))
    assert [document["title"] for document in index["documents"]] == ["../../Chip/Nachweis", "Bescheid"]
    assert [event["type"] for event in index["history"]][-1] == "records.exported"
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, path = line.split("  ", 1)
        assert hashlib.sha256(archive.read(path)).hexdigest() == digest


def test_names_in_an_export_lead_nowhere(tenant):
    mine = record()
    filed(mine, title="../../etc/passwd")
    assert not [name for name in exported(mine).namelist() if ".." in name.split("/") or name.startswith("/")]


def test_an_infected_document_stays_out_of_the_export(tenant):
    mine = record()
    filed(mine)
    StoredFile.objects.update(scan_state=ScanState.INFECTED)
    archive = exported(mine)
    assert json.loads(archive.read("index.json"))["documents"][0]["blocked"]
    assert not [name for name in archive.namelist() if name.startswith("documents/")]
