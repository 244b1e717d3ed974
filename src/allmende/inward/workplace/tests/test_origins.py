"""The clerk sees of each answer whether it was typed, came from an account, or stands in a register."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from allmende.base.cases.document_data import receipt_data
from allmende.base.cases.models import Case, Submission
from allmende.base.identity.models import LoginService
from allmende.foundation.kept import forget_all

from .factories import page

pytestmark = pytest.mark.shared_town

ACCOUNT = {"source": "account", "level": "low"}
TYPED = {"source": "typed", "level": "none"}
PARTS = ("street", "house_number", "postcode", "city")
REGISTER = {"source": "register", "level": "none"}


def marks(desk, case, provenance) -> list[str]:
    Submission.objects.filter(pk=case.submission_id).update(provenance=provenance)
    return re.findall(r'<span class="al-origin">(.*?)</span>', desk.get(page(case)).content.decode())


def test_what_was_typed_has_no_mark(desk, case):
    assert marks(desk, case, {"*": TYPED, "home": TYPED}) == []


@pytest.mark.parametrize(
    "known", [{"owner": ACCOUNT}, {"owner.given_name": ACCOUNT, "owner.family_name": ACCOUNT}]
)
def test_a_name_from_the_account_says_so_once(desk, case, known):
    assert marks(desk, case, known) == ["aus dem Konto, Vertrauensniveau niedrig"]


@pytest.mark.parametrize("rest", [{}, {"owner.family_name": TYPED}])
def test_a_name_of_which_a_part_was_typed_says_in_part(desk, case, rest):
    (mark,) = marks(desk, case, {"owner.given_name": ACCOUNT, **rest})
    assert mark.startswith("teilweise: ")


@pytest.mark.parametrize(
    ("known", "mark"),
    [
        ({"home": REGISTER}, "steht im Adressregister"),
        (
            {f"home.{key}": REGISTER for key in ("street", "house_number", "postcode", "city")},
            "steht im Adressregister",
        ),
        ({"home.street": REGISTER, "home.house_number": TYPED}, "teilweise: steht im Adressregister"),
    ],
)
def test_an_address_says_whether_the_register_has_it(desk, case, known, mark):
    assert marks(desk, case, known) == [mark]


BUNDID = {"source": "bundid", "level": "substantial"}
DISPUTED = {
    "owner.given_name": BUNDID,
    "owner.family_name": {
        "source": "typed", "level": "none", "disputed": "Ich habe geheiratet.",
        "instead_of": {"value": "Alt", "source": "bundid", "level": "substantial"},
    },
}  # fmt: skip


@pytest.fixture
def bundid(tenant):
    forget_all()
    yield LoginService.objects.create(key="bundid", provider="bundid", label="BundID", settings="")
    forget_all()


def test_what_a_service_confirmed_says_which_and_how_surely(desk, case, bundid):
    assert marks(desk, case, {"owner": BUNDID}) == ["bestätigt durch BundID, Vertrauensniveau substanziell"]
    assert marks(desk, case, {"owner": {"source": "bundid", "level": "low"}}) == [
        "Angabe von BundID, Vertrauensniveau niedrig"
    ]
    assert marks(desk, case, {"owner": {"source": "gone", "level": "high"}}) == [
        "bestätigt durch gone, Vertrauensniveau hoch"
    ]


def test_what_is_disputed_stands_out_with_both_values_and_the_reason(desk, case, bundid):
    (mark,) = marks(desk, case, DISPUTED)
    assert mark.startswith("teilweise: bestätigt durch BundID")
    html = desk.get(page(case)).content.decode()
    assert "Die Person bestreitet die bestätigte Angabe" in html
    assert "Familienname: BundID sagt: Alt" in html
    assert "Grund: Ich habe geheiratet." in html


@pytest.mark.parametrize(
    ("identified", "words"),
    [
        ({"level": "substantial", "service": "bundid", "label": "BundID"}, "Identifiziert: substanziell (BundID)"),
        ({"level": "low"}, "Identifiziert: niedrig (Konto mit E-Mail-Adresse)"),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_head_says_how_sure_it_is_who_sent_it(desk, case, identified, words):
    Submission.objects.filter(pk=case.submission_id).update(identified=identified)
    html = desk.get(page(case)).content.decode()
    assert (words in html) if words else ("Identifiziert:" not in html)


def test_the_receipt_says_so_too(case, bundid):
    identified = {"level": "substantial", "service": "bundid", "label": "BundID"}
    Submission.objects.filter(pk=case.submission_id).update(identified=identified, provenance=DISPUTED)
    with translation.override("de"):
        first, second, *_rest = receipt_data(Case.objects.get(pk=case.pk))["sections"]
    assert first["rows"] == [{"label": "Ausgewiesen", "value": "substanziell (BundID)"}]
    assert "BundID sagt: Alt; Grund: Ich habe geheiratet." in second["rows"][0]["value"]
