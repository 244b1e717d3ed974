from __future__ import annotations

import json

import pytest

from allmende.base.forms.queries import compiled
from allmende.base.procedures.actions import (
    FolderError,
    export_folder,
    import_files,
    import_folder,
    set_parameter,
)
from allmende.base.procedures.folder import diff_folders, make_folder, read_folder
from allmende.base.procedures.models import ImmutableError, Procedure, ProcedureVersion
from allmende.base.procedures.queries import current_version, folder_of, parameters
from allmende.base.records.models import DocumentTemplate
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.context import use_tenant

from .factories import FORM, MANIFEST, files, make_town, write


def test_a_folder_becomes_the_current_version(town, tmp_path):
    version = import_folder(write(tmp_path), SYSTEM)
    assert current_version("dog-tax") == version
    assert (version.number, version.deadline_working_days, version.filing_plan_key) == (1, 15, "22.41")


def test_the_same_files_again_change_nothing(town):
    first = import_files(files(), SYSTEM)
    assert import_files(files(), SYSTEM) == first
    assert ProcedureVersion.objects.count() == 1


def test_a_changed_file_is_a_new_version_and_the_old_one_stays(town):
    first = import_files(files(), SYSTEM)
    second = import_files(files(decision="Guten Tag {customer.name}."), SYSTEM)
    assert second.number == 2
    assert "param.fee" in folder_of(first)["templates/decision.txt"]


def test_a_version_cannot_be_changed(town):
    version = import_files(files(), SYSTEM)
    version.level = "high"
    with pytest.raises(ImmutableError):
        version.save()


def test_what_is_exported_is_what_was_imported(town, tmp_path):
    version = import_folder(write(tmp_path / "in"), SYSTEM)
    export_folder(version, tmp_path / "out")
    assert read_folder(tmp_path / "out").files == read_folder(tmp_path / "in").files


def test_a_difference_names_the_file():
    lines = diff_folders(make_folder(files()), make_folder(files(decision="anders")))
    assert "+++ new/templates/decision.txt" in lines
    assert "+anders" in lines


def test_each_municipality_has_its_own_parameters(town, other_tenant):
    import_files(files(), SYSTEM)
    version = set_parameter(procedure=Procedure.objects.get(), key="fee", value="120", actor=SYSTEM)
    with use_tenant(other_tenant):
        make_town()
        assert parameters(import_files(files(), SYSTEM))["fee"] == "90.00"
    assert parameters(version) == {"fee": "120.00", "police": "order"}


def test_a_parameter_leaves_older_versions_alone(town):
    first = import_files(files(), SYSTEM)
    set_parameter(procedure=first.procedure, key="fee", value="120", actor=SYSTEM)
    assert parameters(first)["fee"] == "90.00"


def test_rules_of_the_form_know_the_parameters(town):
    page = {"key": "fee_page", "label": "Steuer", "items": [
        {"type": "computed", "key": "tax", "label": "Steuer", "compute": "param.fee * 2", "kind": "money"},
    ]}  # fmt: skip
    version = import_files(files(form=json.dumps({**FORM, "pages": [*FORM["pages"], page]})), SYSTEM)
    kept = compiled(version.form_version_id).evaluate({"dog": "Bello"}).submission
    assert kept["tax"] == "180.00"


LISTS = (
    "  zones: {type: list, default: [A, B], label: Zonen}\n"
    "  fees: {type: list, default: [{zone: A, fee: 30}, {zone: B, fee: 45.5}], label: Gebühren}\n"
)


@pytest.mark.parametrize(
    ("zone", "errors", "fee"), [("A", False, "30.00"), ("B", False, "45.50"), ("C", True, None)]
)
def test_rules_of_the_form_know_lists_and_tables(town, zone, errors, fee):
    rule = {"rule": "zone in param.zones", "message": "Keine Zone", "at": "zone"}
    page = {"key": "p", "label": "Zone", "items": [
        {"type": "text", "key": "zone", "label": "Zone"},
        {"type": "computed", "key": "price", "label": "Preis", "kind": "money",
         "compute": "param.fees.filter(f, f.zone == zone)[0].fee"},
    ]}  # fmt: skip
    form = json.dumps({**FORM, "pages": [*FORM["pages"], page], "checks": [rule]})
    version = import_files(files(form=form, procedure=MANIFEST + LISTS), SYSTEM)
    filled = compiled(version.form_version_id).evaluate({"dog": "Bello", "zone": zone})
    assert ("zone" in filled.errors, filled.computed.get("price")) == (errors, fee)


def test_another_list_of_the_municipality_counts_from_the_next_version(town):
    page = {"key": "p", "label": "Zone", "items": [
        {"type": "computed", "key": "known", "label": "Bekannt", "kind": "yes_no", "compute": "'Z' in param.zones"},
    ]}  # fmt: skip
    form = json.dumps({**FORM, "pages": [*FORM["pages"], page]})
    first = import_files(files(form=form, procedure=MANIFEST + LISTS), SYSTEM)
    second = set_parameter(procedure=first.procedure, key="zones", value=["Z"], actor=SYSTEM)
    answers = [
        compiled(v.form_version_id).evaluate({"dog": "Bello"}).submission["known"] for v in (first, second)
    ]
    assert answers == [False, True]


@pytest.mark.parametrize("value", ["viel", True, ["90"]])
def test_a_parameter_must_fit_its_type(town, value):
    import_files(files(), SYSTEM)
    with pytest.raises(ValueError, match=r"viel|True|90"):
        set_parameter(procedure=Procedure.objects.get(), key="fee", value=value, actor=SYSTEM)


def test_what_staff_worded_anew_stays_when_the_folder_comes_again(town):
    import_files(files(), SYSTEM)
    old = DocumentTemplate.objects.get(key="dog-tax.decision")
    DocumentTemplate.objects.create(
        key=old.key, version=2, name="Eigener", subject="", body="Unser Text", created_by="staff"
    )
    import_files(files(procedure=MANIFEST + "draft_retention_days: 10\n"), SYSTEM)
    newest = DocumentTemplate.objects.filter(key=old.key).order_by("-version").first()
    assert newest.body == "Unser Text"


BAD_FILES = {
    "no manifest": {"form.json": "{}"},
    "bad yaml": files(procedure="key: [1"),
    "unknown word": files(procedure=MANIFEST + "colour: red\n"),
    "two deadlines": files(procedure=MANIFEST.replace("working_days: 15", "working_days: 15, months: 1")),
    "outside": files(procedure=MANIFEST.replace("form.json", "../form.json")),
    "missing file": {"procedure.yaml": MANIFEST},
    "bad parameter": files(procedure=MANIFEST.replace('"90.00"', "neunzig")),
    "no BPMN": files(process="<x/>"),
    "form is no form": files(form='{"key": "x"}'),
    "form is no JSON": files(form="{"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_folder_that_cannot_be_used_is_refused_with_a_sentence(town, what):
    with pytest.raises(FolderError) as caught:
        import_files(BAD_FILES[what], SYSTEM)
    assert all(caught.value.findings)
    assert not ProcedureVersion.objects.exists()
