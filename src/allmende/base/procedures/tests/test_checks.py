from __future__ import annotations

import pytest

from allmende.base.procedures.checks import check_folder
from allmende.base.procedures.folder import make_folder
from allmende.base.workflow.tests.factories import model

from .factories import MANIFEST, files


def codes(**changes: str) -> set[str]:
    return {finding.code for finding in check_folder(make_folder(files(**changes)))}


def task(attributes: str = "", condition: str = "") -> str:
    return model(
        "start s", f"user a 'Check' {attributes}", "xor x default=x_e", "end e", "end f",
        "s a", "a x", "x e", f"x f '{condition or 'true'}'",
    )  # fmt: skip


def test_the_example_fits(town):
    assert codes() == set()


MISFITS = {
    "service": {"procedure": MANIFEST + 'service: "99000000000000"\n'},
    "unit": {"procedure": MANIFEST.replace("unit: tax", "unit: nowhere")},
    "filing_plan": {"procedure": MANIFEST.replace("22.41", "99.99")},
    "field": {"procedure": MANIFEST.replace("person: owner", "person: keeper")},
    "expression": {"procedure": MANIFEST.replace("+ dog", "+ +")},
    "placeholder": {"decision": "Guten Tag {answers.cat}"},
    "process": {"process": model("start s", "user a 'Check'", "s a", "end e")},
    "role": {"process": task("role=janitor")},
    "confidential": {"procedure": MANIFEST + "confidential: true\n", "process": task("unit=order")},
    "appeal": {
        "procedure": "\n".join(line for line in MANIFEST.splitlines() if not line.startswith("appeal"))
    },
}


@pytest.mark.parametrize("code", MISFITS)
def test_what_does_not_fit_is_named(town, code):
    assert code in codes(**MISFITS[code])


def test_an_office_of_a_task_must_exist(town):
    assert "unit" in codes(process=task("unit=nowhere"))


def test_a_condition_must_read_answers_that_the_form_gives(town):
    assert codes(process=task(condition="answers.listed")) == set()
    assert "field" in codes(process=task(condition="answers.cats > 3"))
    assert "parameter" in codes(process=task(condition="param.nothing > 3"))


def test_an_action_uses_a_template_of_the_procedure(town):
    process = model("start s", "service a action=send_message p:template=none", "end e", "s a", "a e")
    assert "template" in codes(process=process)


def test_a_placeholder_may_name_a_part_of_a_person(town):
    assert codes(decision="Guten Tag {answers.owner.family_name}") == set()
