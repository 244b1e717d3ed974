import json
from uuid import UUID

import pytest
from django.utils import translation

from allmende.base.forms.queries import compiled
from allmende.base.procedures.actions import FolderError, export_folder, import_files
from allmende.base.procedures.checks import check_folder
from allmende.base.procedures.folder import diff_folders, make_folder, read_folder
from allmende.base.workflow.decisions.queries import compiled_decision
from allmende.base.workflow.decisions.tests.factories import dmn, table
from allmende.base.workflow.queries import names_used
from allmende.foundation.events.types import SYSTEM

from .factories import FORM, MANIFEST, files

FEE = table("tax", ["answers.listed: boolean"], ["tax: number"], "true | 600", "false | param.fee")
OFFICE = table("office", ["answers.listed: boolean"], ["unit: string"], 'true | "order"', "false | null")


def folder(*tables, manifest=MANIFEST, **changes):
    return {**files(procedure=manifest, **changes), "decisions/fees.dmn": dmn(*(tables or (FEE,)))}


def with_field(compute):
    form = json.loads(json.dumps(FORM))
    form["pages"][1]["items"].append(
        {"type": "computed", "key": "tax", "label": "Steuer", "kind": "money", "compute": compute}
    )
    return json.dumps(form)


def test_tables_are_published_with_the_process_that_asks_them(town):
    one = import_files(folder(), SYSTEM)
    assert one.process_version.decisions == one.decisions
    assert compiled_decision(UUID(one.decisions["tax"])).main == "tax"
    assert {"answers.listed", "param.fee"} <= names_used(one.process_version)


def test_a_changed_table_is_a_new_version_of_procedure_and_process(town):
    one = import_files(folder(), SYSTEM)
    assert import_files(folder(), SYSTEM) == one
    two = import_files(folder(FEE.replace("600", "700")), SYSTEM)
    assert (two.number, two.process_version.number) == (2, 2)
    assert two.process_version.bpmn == one.process_version.bpmn


def test_export_and_comparison_know_the_tables(town, tmp_path):
    one = import_files(folder(), SYSTEM)
    export_folder(one, tmp_path)
    again = read_folder(tmp_path)
    assert again.files["decisions/fees.dmn"] == dmn(FEE)
    assert any("decisions/fees.dmn" in line for line in diff_folders(again, make_folder(folder(OFFICE))))


def test_a_form_asks_the_same_table(town):
    version = import_files(folder(form=with_field("tables.tax")), SYSTEM)
    form = compiled(version.form_version_id)
    answers = {"owner": {"given_name": "E", "family_name": "B"}, "dog": "Bello"}
    assert [form.evaluate({**answers, "listed": listed}).submission["tax"] for listed in (True, False)] == [
        "600.00",
        "90.00",
    ]


@pytest.mark.parametrize(
    ("tables", "manifest", "words"),
    [
        ((FEE.replace("answers.listed", "answers.lost"),), MANIFEST, "no field lost"),
        ((FEE.replace("param.fee", "param.lost"),), MANIFEST, "no parameter lost"),
        ((FEE.replace("false", "true"),), MANIFEST, "rules 1 and 2 both match"),
        ((FEE.replace("600", "six hundred"),), MANIFEST, "rule 1, tax"),
        ((FEE,), MANIFEST + "decided: {unit: lost}", "no decision “lost”"),
        ((OFFICE.replace("order", "lost"),), MANIFEST + "decided: {unit: office}", "no office lost"),
        ((OFFICE,), MANIFEST + "decided: {documents: office}", "no required document order"),
    ],
    ids=["answer", "parameter", "overlap", "cell", "decision", "office", "document"],
)  # fmt: skip
def test_what_does_not_fit_is_named(town, tables, manifest, words):
    with translation.override("en"):
        found = check_folder(make_folder(folder(*tables, manifest=manifest)))
    assert any(words in f"{finding.place}: {finding.message}" for finding in found if finding.fatal)


def test_a_list_has_no_place_in_a_form(town):
    many = FEE.replace("UNIQUE", "COLLECT")
    with translation.override("en"), pytest.raises(FolderError, match="more than one value"):
        import_files(folder(many, form=with_field("tables.tax")), SYSTEM)
