"""Staff word documents anew."""

from __future__ import annotations

import pytest

from allmende.base.cases.tests.factories import clerk as make_clerk
from allmende.base.records.models import DocumentTemplate

from .factories import ROOT

pytestmark = pytest.mark.shared_town


@pytest.fixture
def designer(client, case):
    """The browser of the head of the tax office, who has one case."""
    client.force_login(make_clerk(role="head"))
    return client


def newest() -> DocumentTemplate:
    return DocumentTemplate.objects.filter(key="dog-tax.decision").latest("version")


def save(browser, **changes: str):
    template = newest()
    form = {"subject": template.subject, "body": template.body, **changes}
    return browser.post(f"{ROOT}vorlagen/{template.pk}/", form)


def test_templates_are_listed_and_open(designer):
    assert "Hundesteuer" in designer.get(f"{ROOT}vorlagen/").content.decode()
    assert "{customer.name}" in designer.get(f"{ROOT}vorlagen/{newest().pk}/").content.decode()


def test_new_wording_is_a_new_version(designer):
    before = newest()
    save(designer, body="Guten Tag {customer.name}, alles gut.")
    assert newest().version == before.version + 1
    before.refresh_from_db()
    assert before.body != newest().body


def test_the_same_wording_is_no_new_version(designer):
    before = newest()
    save(designer)
    assert newest().pk == before.pk


@pytest.mark.parametrize("body", ["Guten Tag {customer.nmae}", "{if customer.name}\n\nohne Ende"])
def test_wrong_wording_is_kept_for_correction(designer, body):
    before = newest()
    answer = save(designer, body=body)
    assert answer.status_code == 422
    assert answer.context["form"]["body"].value() == body
    assert newest().pk == before.pk


def test_the_preview_is_a_pdf_and_saves_nothing(designer):
    before = newest()
    form = {"subject": "Betreff", "body": "Guten Tag {customer.name}"}
    answer = designer.post(f"{ROOT}vorlagen/{before.pk}/vorschau/", form)
    assert answer.content.startswith(b"%PDF")
    assert newest().pk == before.pk


def test_clerks_word_nothing(desk, case):
    assert desk.get(f"{ROOT}vorlagen/").status_code == 404
    assert save(desk, body="Neu").status_code == 404


def test_examples_are_made_up(designer, case):
    page = designer.get(f"{ROOT}vorlagen/{newest().pk}/").content.decode()
    assert "Erika Beispiel" in page
    assert case.reference not in page
