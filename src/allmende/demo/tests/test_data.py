"""The demo's data fit together; every procedure can be published in every town that offers it."""

from datetime import time

import pytest

from allmende.base.procedures.checks import check_folder
from allmende.base.procedures.folder import read_folder
from allmende.base.workflow.checks import check_process
from allmende.demo.files import ROOT, TOWNS, procedure_folder, read_csv, read_yaml
from allmende.demo.hours import read_hours
from allmende.demo.municipality import furnish, make_tenant, offer
from allmende.demo.processes import draft_tables, map_processes
from allmende.foundation.tenants.context import use_tenant
from allmende.inward.processes.models import ProcessModel, Publication
from allmende.inward.processes.queries import current_content

PROCEDURES = sorted(path.name for path in (ROOT / "procedures").iterdir())


def test_hours_are_read_as_people_write_them():
    hours = read_hours("Mo-Di 7:30-16; Do 8-12, 14-18")
    assert hours[1] == [(time(7, 30), time(16))]
    assert hours[3] == [(time(8), time(12)), (time(14), time(18))]
    assert 2 not in hours


@pytest.mark.parametrize("town", TOWNS)
def test_everybody_lives_in_a_street_of_the_town(town):
    numbers = {
        row["name"]: range(int(row["first"]), int(row["last"]) + 1) for row in read_csv(town, "streets")
    }
    for citizen in read_yaml(town, "people")["citizens"]:
        street, number = citizen["home"]
        assert int(number) in numbers[street]


@pytest.mark.parametrize("town", TOWNS)
def test_staff_works_in_an_office_that_exists(town):
    assert read_yaml(town, "people")["staff"].keys() <= read_yaml(town, "units").keys()


@pytest.mark.parametrize("key", PROCEDURES)
def test_process_runs(key):
    bpmn = (procedure_folder(key) / "process.bpmn").read_text(encoding="utf-8")
    assert [str(finding) for finding in check_process(bpmn) if finding.level == "error"] == []


@pytest.mark.parametrize("town", TOWNS)
def test_procedures_fit_the_town(db, town):
    tenant = make_tenant(town)
    with use_tenant(tenant):
        furnish(town)
        for key in read_yaml(town, "procedures"):
            found = check_folder(read_folder(procedure_folder(key)))
            assert [f"{item.place}: {item.message}" for item in found if item.fatal] == []


def test_the_process_map_shows_each_procedures_process(db):
    tenant = make_tenant("musterstadt")
    with use_tenant(tenant):
        furnish("musterstadt")
        offer("musterstadt")
        map_processes()
        published = set(Publication.objects.values_list("model__key", flat=True))
        assert published == set(read_yaml("musterstadt", "procedures"))
        assert not ProcessModel.objects.filter(unit=None).exists()
        draft_tables()
        draft = ProcessModel.objects.get(kind=ProcessModel.Kind.TABLES)
        assert b"<text>108</text>" in current_content(draft)
