"""Lists that are taken over."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tables import TableError
from allmende.provider.offers.models import Contact, ContactRole, Institution
from allmende.provider.offers.resources.importing import run
from allmende.provider.offers.resources.importing.kind import Report
from allmende.provider.offers.resources.models import Dependency, Resource

pytestmark = pytest.mark.django_db

CUSTOMERS = """number;kind;name;body;city;users
S1;school;Grundschule Mühlbach;T1;Mühlbach;120
S2;Schule;Realschule Mühlbach;T1;Mühlbach;600
T1;body;Gemeinde Mühlbach;;Mühlbach;
"""
CONTACTS = """name,email,institution,role,deputy
Eva Ruß,eva@example.org,S1,head,
Tom Weiß,tom@example.org,S1,it,
Tom Weiß,tom@example.org,S2,it,ja
"""
RESOURCES = """type,number,institution,technology,down_mbit,contract_until
line,DSL-1,S1,dsl,50,31.12.2023
line,DSL-2,S2,dsl,100,
server,web-1,,,,
"""
DEPENDENCIES = """resource_type,resource_number,needs_type,needs_number,kind
server,web-1,line,DSL-1,reached_by
"""


def take(tmp_path: Path, kind: str, text: str, *, encoding="utf-8", **more) -> Report:
    path = tmp_path / f"{kind}.csv"
    path.write_bytes(text.encode(encoding))
    return run.import_file(kind=kind, path=path, actor=SYSTEM, **more)


def take_all(tmp_path: Path) -> list[Report]:
    texts = {
        "customers": CUSTOMERS,
        "contacts": CONTACTS,
        "resources": RESOURCES,
        "dependencies": DEPENDENCIES,
    }
    return [take(tmp_path, kind, text) for kind, text in texts.items()]


def test_lists_become_rows_that_know_each_other(tenant, tmp_path):
    assert [report.refused for report in take_all(tmp_path)] == [0, 0, 0, 0]
    assert {row.body.number for row in Institution.objects.exclude(kind="body")} == {"T1"}
    assert ContactRole.objects.filter(contact__number="tom@example.org").count() == 2
    line = Resource.objects.get(number="DSL-1")
    assert (line.institution.number, line.fields["down_mbit"], line.name) == ("S1", 50, "DSL-1 (dsl)")
    assert Resource.objects.get(number="web-1").institution is None
    assert Dependency.objects.get().source == "imported"


def test_the_same_list_again_changes_nothing(tenant, tmp_path):
    take_all(tmp_path)
    before = list(Resource.objects.order_by("pk").values())
    again = take_all(tmp_path)
    assert [(report.created, report.updated) for report in again] == [(0, 0)] * 4
    assert [report.unchanged for report in again] == [3, 2, 3, 1]
    assert list(Resource.objects.order_by("pk").values()) == before


def test_only_what_the_list_has_changed_is_changed(tenant, tmp_path):
    take_all(tmp_path)
    Institution.objects.filter(number="S1").update(street="Schulgasse 1")
    report = take(tmp_path, "customers", CUSTOMERS.replace("120", "130"))
    assert (report.updated, report.unchanged) == (1, 2)
    school = Institution.objects.get(number="S1")
    assert (school.users, school.street) == (130, "Schulgasse 1")


def test_windows_encoding_and_semicolons_are_read(tenant, tmp_path):
    take(tmp_path, "customers", CUSTOMERS, encoding="cp1252")
    assert Institution.objects.filter(name="Grundschule Mühlbach").exists()


def test_lines_that_cannot_be_used_are_told_and_the_rest_goes_on(tenant, tmp_path):
    take(tmp_path, "customers", CUSTOMERS)
    bad = RESOURCES + (
        "pigeon,P-1,S1,,,\n"
        "line,DSL-3,S9,dsl,,\n"
        "line,DSL-4,S1,smoke,,\n"
        "line,DSL-5,S1,dsl,,31.02.2023\n"
        "line,DSL-1,S1,dsl,,\n"
        "line,,S1,dsl,,\n"
        "line,DSL-6,S1\n"
        "line,DSL-7,S1,dsl,16,\n"
    )
    report = take(tmp_path, "resources", bad)
    assert [refusal.line for refusal in report.refusals] == [5, 6, 7, 8, 9, 10, 11]
    assert (report.rows, report.created, report.refused) == (11, 4, 7)


def test_a_school_whose_body_nobody_knows_is_taken_and_told(tenant, tmp_path):
    report = take(tmp_path, "customers", CUSTOMERS.replace("T1;body", "T2;body"))
    assert [refusal.line for refusal in report.refusals] == [2, 3]
    assert Institution.objects.count() == 3


def test_a_dry_run_leaves_nothing(tenant, tmp_path):
    report = take(tmp_path, "customers", CUSTOMERS, dry_run=True)
    assert (report.created, report.refused) == (3, 0)
    assert not Institution.objects.exists()
    assert not Event.objects.filter(type="resources.imported").exists()


def test_an_import_is_one_event_with_counts_and_the_files_hash(tenant, tmp_path):
    take(tmp_path, "customers", CUSTOMERS)
    event = Event.objects.get(type="resources.imported")
    assert event.data["sha256"] == hashlib.sha256(CUSTOMERS.encode()).hexdigest()
    assert (event.data["kind"], event.data["created"]) == ("customers", 3)


def test_a_killed_import_leaves_whole_chunks_and_can_be_run_again(tenant, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 2)

    def die(count: int, total: int | None = None) -> None:
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(tmp_path, "customers", CUSTOMERS, advance=die)
    assert Institution.objects.count() == 2
    report = take(tmp_path, "customers", CUSTOMERS)
    assert (report.created, Institution.objects.count()) == (1, 3)


def test_a_contact_that_came_back_is_written_to_again(tenant, tmp_path):
    from django.utils import timezone

    take_all(tmp_path)
    Contact.objects.update(bounced_at=timezone.now())
    take(tmp_path, "contacts", CONTACTS.replace("Eva Ruß", "Eva Ruß-Ott"))
    assert Contact.objects.get(number="eva@example.org").bounced_at is None
    assert Contact.objects.get(number="tom@example.org").bounced_at is not None


def test_only_a_body_runs_schools(tenant, tmp_path):
    more = CUSTOMERS + "S3;school;Waldschule;S1;Mühlbach;\nT2;body;Kreis;T1;Mühlbach;\n"
    assert [refusal.line for refusal in take(tmp_path, "customers", more).refusals] == [5, 6]
    assert Institution.objects.get(number="S3").body is None


def test_a_new_address_has_to_prove_itself_again(tenant, tmp_path):
    numbered = "number,name,email,institution,role\nK1,Eva,{},S1,head\nK2,Tom,tom@example.org,S1,it\n"
    take(tmp_path, "customers", CUSTOMERS)
    take(tmp_path, "contacts", numbered.format("eva@example.org"))
    Contact.objects.update(user=make_citizen())
    take(tmp_path, "contacts", numbered.format("wer@anders.example").replace("Tom", "Tim"))
    assert list(Contact.objects.filter(user=None).values_list("number", flat=True)) == ["K1"]


def test_long_addresses_that_begin_alike_are_two_contacts(tenant, tmp_path):
    take(tmp_path, "customers", CUSTOMERS)
    start = "sekretariat@gemeinschaftsschule-am-alten-muehlenbach.unterlindenhausen"
    lines = "".join(f"Eva,{start}.{end},S1,it,\n" for end in ("a.example", "b.example", "x" * 300))
    report = take(tmp_path, "contacts", f"name,email,institution,role,deputy\n{lines}")
    assert (report.created, report.refused) == (2, 1)


@pytest.mark.parametrize("text", ["", "\n", "number;name\n1;x\n", "a\0b\n"])
def test_a_file_that_is_no_such_list_is_refused_as_a_whole(tenant, tmp_path, text):
    with pytest.raises(TableError):
        take(tmp_path, "customers", text)
