"""Code lists in the workshop, and what a form that only names one must go through."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.base.forms import actions, models
from allmende.foundation.events.types import SYSTEM

from .test_pages import ROOT, designer, dog_form, hund  # noqa: F401 – fixtures

pytestmark = pytest.mark.usefixtures("tenant")
LISTS = "/gestaltung/listen/"
GENERICODE = """<gc:CodeList xmlns:gc="urn:x"><Identification><LongName>Staaten</LongName><Version>2</Version>
<CanonicalVersionUri>{}</CanonicalVersionUri></Identification>
<ColumnSet><Column Id="code"/><Column Id="name"/></ColumnSet>
<SimpleCodeList><Row><Value ColumnRef="code"><SimpleValue>000</SimpleValue></Value>
<Value ColumnRef="name"><SimpleValue>Deutschland</SimpleValue></Value></Row></SimpleCodeList></gc:CodeList>"""


def upload(content, name="liste.csv"):
    return SimpleUploadedFile(name, content.encode())


@pytest.fixture
def review(tenant):
    items = [{"type": "code", "key": "state", "label": "Staat", "code_list": "urn:staat"}]
    row = dog_form(pages=[{"key": "dog", "label": "Der Hund", "items": items}])
    return row.reviews.get()


def test_a_list_is_uploaded_searched_replaced_and_removed(designer):  # noqa: F811
    designer.post(LISTS, {"file": upload("b;Beagle\nd;Dackel\n"), "title": "Rassen"})
    row = models.CodeList.objects.get()
    page = f"{LISTS}{row.pk}/"
    assert row.key == "rassen"
    assert "Dackel" in designer.get(page, {"q": "dakel"}).content.decode()
    designer.post(page, {"file": upload("x;Xolo\n")})
    row.refresh_from_db()
    assert (row.title, row.content.size) == ("Rassen", 1)
    designer.post(page, {"do": "delete"})
    assert not models.CodeList.objects.exists()


@pytest.mark.parametrize("content", ["", ";ohne Code\n", "<a>"])
def test_a_broken_file_is_refused_and_the_list_stays(designer, content):  # noqa: F811
    row = actions.save_code_list(key="rassen", entries=[("b", "Beagle")], actor=SYSTEM)
    answer = designer.post(f"{LISTS}{row.pk}/", {"file": upload(content)})
    assert answer.status_code == 422
    assert row.content.entries.get().label == "Beagle"


def test_a_list_that_a_form_uses_is_not_removed(designer, hund):  # noqa: F811
    row = actions.save_code_list(key="urn:staat", entries=[("b", "B")], actor=SYSTEM)
    items = [{"type": "code", "key": "state", "label": "Staat", "code_list": "urn:staat"}]
    dog_form(pages=[{"key": "dog", "label": "Der Hund", "items": items}])
    designer.post(f"{LISTS}{row.pk}/", {"do": "delete"})
    assert models.CodeList.objects.exists()


def test_a_missing_list_stands_on_the_review_list_and_is_supplied_there(designer, review):  # noqa: F811
    page = f"{ROOT}hund/pruefliste/{review.pk}/"
    assert "urn:staat" in designer.get(f"{ROOT}hund/pruefliste/").content.decode()
    assert "Staat" in designer.get(page).content.decode()
    designer.post(page, {"file": upload("000;Deutschland\n")})
    assert models.CodeList.objects.get().key == "urn:staat"
    assert not models.RuleReview.objects.exists()


def test_a_file_with_another_name_is_asked_about_first(designer, review):  # noqa: F811
    page = f"{ROOT}hund/pruefliste/{review.pk}/"
    other = GENERICODE.format("urn:gemeinde")
    assert designer.post(page, {"file": upload(other)}).status_code == 422
    assert not models.CodeList.objects.exists()
    designer.post(page, {"file": upload(other), "anyway": "on"})
    assert models.CodeList.objects.get().key == "urn:staat"


def test_a_missing_list_is_waived_with_a_reason(designer, review):  # noqa: F811
    page = f"{ROOT}hund/pruefliste/{review.pk}/"
    assert designer.post(page, {"do": "waive"}).status_code == 422
    designer.post(page, {"do": "waive", "waive-reason": "Freitext genügt"})
    assert designer.get(f"{ROOT}hund/veroeffentlichen/").context["fatal"] == []


def test_publishing_is_refused_until_then_and_leads_to_the_review_list(designer, review):  # noqa: F811
    (found,) = designer.get(f"{ROOT}hund/veroeffentlichen/").context["fatal"]
    assert found[1].endswith("pruefliste/")
    assert "urn:staat" in found[0].message
