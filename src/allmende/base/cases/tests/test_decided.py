"""Tables decide when an application is sent: the office, the evidence, what is kept with the case."""

import pytest

from allmende.base.procedures.actions import import_files
from allmende.base.procedures.tests.factories import MANIFEST, files
from allmende.base.workflow.decisions.tests.factories import dmn, table
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM

from .factories import fresh, make_town, send

DOCUMENTS = """
required_documents:
  - {key: chip_proof, name: Chipnachweis, field: chip}
  - {key: permit, name: Erlaubnis}
decided: {unit: office, documents: proof, data: [tax]}
"""
OFFICE = table("office", ["answers.listed: boolean"], ["unit: string"], 'true | "order"', "false | null")
PROOF = table(
    "proof",
    ["answers.listed: boolean"],
    ["document: string"],
    '- | "chip_proof"',
    'true | "permit"',
    policy="COLLECT",
)
TAX = table(
    "tax", ["answers.listed: boolean"], ["tax: number"], "true | 600 # listed breed", "false | param.fee"
)


@pytest.fixture
def procedure(tenant):
    make_town()
    tables = dmn(OFFICE, PROOF, TAX)
    return import_files({**files(procedure=MANIFEST + DOCUMENTS), "decisions/all.dmn": tables}, SYSTEM)


@pytest.mark.parametrize(
    ("listed", "unit", "documents", "tax"),
    [(True, "order", ["chip_proof", "permit"], 600), (False, "tax", ["chip_proof"], 90)],
)
def test_the_tables_decide(procedure, listed, unit, documents, tax):
    case = fresh(send(procedure, listed=listed).case)
    assert case.unit.key == unit
    assert case.data == {"required_documents": documents, "tax": tax}


def test_the_log_says_which_rule_hit(procedure):
    case = send(procedure, listed=True).case
    told = [event for event in timeline(case.subject) if event.type == "workflow.table_decided"]
    assert [event.data["rules"] for event in told] == [["office:1"], ["proof:1", "proof:2"], ["tax:1"]]
    assert "600. listed breed" in told[-1].personal.data["text"]


def test_a_table_without_answer_keeps_nobody_from_applying(tenant):
    make_town()
    strict = TAX.replace("param.fee", "param.fee * answers.lost.rate").replace(
        "answers.lost.rate", "answers.dog"
    )
    asked = {**files(procedure=MANIFEST + "decided: {data: [tax]}"), "decisions/all.dmn": dmn(strict)}
    case = send(import_files(asked, SYSTEM), listed=False).case
    assert "tax" not in case.data
    told = [event for event in timeline(case.subject) if event.type == "workflow.table_decided"]
    assert told[0].personal.data["text"]
