"""The clerk sees of each answer whether it was typed, came from an account, or stands in a register."""

from __future__ import annotations

import re

import pytest

from allmende.base.cases.models import Submission

from .factories import page

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
