"""One's own applications for a program: what is not yours does not exist."""

from __future__ import annotations

import pytest
from django.test import Client

from allmende.base.cases.models import Case

from ..content import DraftContent
from ..models import Draft
from .factories import make_citizen

API = "/api/v1/applications"


@pytest.fixture
def sent(browser):
    """(case, code) of an application without an account."""
    browser.fill_in()
    browser.send()
    return Case.objects.get(), DraftContent.read(Draft.objects.get().content).code


@pytest.fixture
def program(tenant):
    return Client(headers={"host": "musterstadt.localhost"})


def test_reference_and_code_tell_where_it_stands(program, sent):
    case, code = sent
    answer = program.get(
        f"{API}/{case.reference}", headers={"application-code": code, "accept-language": "en"}
    )
    told = answer.json()
    assert (told["reference"], told["state"]) == (case.reference, "received")
    assert "arrived" in told["state_text"]
    assert told["next_step"]
    assert answer["Cache-Control"] == "no-store"


def test_a_wrong_code_and_a_wrong_reference_look_the_same(program, sent):
    case, code = sent
    one = program.get(f"{API}/{case.reference}", headers={"application-code": "AAAAAAAA"})
    two = program.get(f"{API}/XXX-XXX-XXX-X", headers={"application-code": code})
    assert (one.status_code, one.content) == (404, two.content)


def test_guessing_here_and_on_the_page_counts_together(program, sent):
    case, code = sent
    for _ in range(5):
        program.get(f"{API}/{case.reference}", headers={"application-code": "AAAAAAAA"})
        program.post("/antrag-ansehen/", {"reference": case.reference, "code": "AAAAAAAA"})
    assert program.get(f"{API}/{case.reference}", headers={"application-code": code}).status_code == 429


def test_without_session_and_code_nothing_is_told(program, sent):
    assert program.get(API).status_code == 401
    assert program.get(f"{API}/{sent[0].reference}").status_code == 401


def test_an_account_lists_its_own_applications_only(program, sent):
    case, _code = sent
    owner, stranger = make_citizen(), make_citizen("fremd@example.org")
    type(case.customer).objects.filter(pk=case.customer_id).update(user=owner)
    program.force_login(owner)
    assert [row["reference"] for row in program.get(API).json()["items"]] == [case.reference]
    assert program.get(f"{API}/{case.reference}").status_code == 200
    program.force_login(stranger)
    assert program.get(API).json()["items"] == []
    assert program.get(f"{API}/{case.reference}").status_code == 404


def test_another_municipality_knows_nothing_of_it(sent, other_tenant):
    case, code = sent
    there = Client(headers={"host": "kleinau.localhost"})
    answer = there.get(f"{API}/{case.reference}", headers={"application-code": code})
    assert answer.status_code == 404


def test_a_page_of_the_list_that_is_none_is_refused(program, tenant):
    program.force_login(make_citizen())
    assert program.get(f"{API}?after=nonsense").status_code == 400
