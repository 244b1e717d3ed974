"""Two processes play the demo's cases: each case once, and numbered as if one had played them all."""

from random import Random

import pytest

from allmende.base.cases.models import CaseNumbering
from allmende.base.identity.models import User
from allmende.demo.database import _models_say_all
from allmende.demo.halves import _halves, _numbered
from allmende.demo.municipality import make_tenant, settle
from allmende.demo.offices import load_offices
from allmende.demo.stories import plan_stories
from allmende.foundation.tenants.context import use_tenant


@pytest.fixture
def work(db):
    tenant = make_tenant("kleinau")
    with use_tenant(tenant):
        load_offices("kleinau")
        citizens, _logins = settle(tenant, "kleinau")
        plans = plan_stories("kleinau", citizens, 0.3, Random(1))
        yield tenant, _numbered(tenant, plans)


def test_every_case_has_a_number_of_its_own(work):
    _tenant, plans = work
    numbers = [(plan.received.year, number + twin) for number, plan in plans for twin in range(plan.cases)]
    assert len(set(numbers)) == len(numbers)
    assert set(CaseNumbering.objects.values_list("last", flat=True)) == {0}


def test_the_halves_are_alike_and_make_the_whole(work):
    (_one, mine), (_other, theirs) = _halves(work)
    assert sorted(number for number, _ in mine + theirs) == sorted(number for number, _ in work[1])
    assert abs(len(mine) - len(theirs)) <= 1


def test_accounts_stay_in_the_first_half(work):
    _mine, (_tenant, theirs) = _halves(work)
    assert not any(isinstance(plan.who.user, User) for _number, plan in theirs)


def test_tables_may_be_made_at_once(db):
    assert _models_say_all()
