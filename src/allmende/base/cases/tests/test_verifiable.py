"""Receipts and decisions carry a code by which anyone verifies them; letters do where the procedure says so."""

from allmende.base.cases.actions import decide_case
from allmende.base.cases.document_data import is_certificate
from allmende.base.procedures.tests.factories import MANIFEST
from allmende.base.signatures.models import IssuedDocument

from . import factories


def test_receipt_and_decision_are_known_to_the_public_check(town, clerk):
    case = factories.fresh(factories.send(factories.make_procedure()).case)
    decision = decide_case(case=case, outcome="grant", by=clerk)
    issued = IssuedDocument.objects.get(kind="decision")
    assert issued.file == decision.document.file
    assert issued.office == case.unit.name
    assert IssuedDocument.objects.filter(kind="receipt").count() == 1


def test_a_letter_is_a_certificate_where_the_procedure_says_so(town, plain_documents):
    proof = "templates:\n  proof: {file: templates/question.txt, title: Bescheinigung, kind: letter, sealed: true}"
    case = factories.send(factories.make_procedure(procedure=MANIFEST.replace("templates:", proof, 1))).case
    assert is_certificate(case, "proof")
    assert not is_certificate(case, "decision")
