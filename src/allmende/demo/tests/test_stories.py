"""Plots play through the real actions, each step at its own time."""

import datetime as dt
from random import Random
from types import SimpleNamespace

import pytest
from django.utils import timezone

from allmende.base.cases.models import Case, CaseNumbering
from allmende.base.workflow.queries import open_incidents
from allmende.demo import clock
from allmende.demo.files import read_yaml
from allmende.demo.halves import _number_on
from allmende.demo.municipality import furnish, make_tenant, offer, settle
from allmende.demo.stories import plan_stories, play
from allmende.foundation.events.queries import timeline
from allmende.foundation.tenants.context import use_tenant

pytestmark = pytest.mark.slow


@pytest.fixture
def town(db):
    tenant = make_tenant("musterstadt")
    with use_tenant(tenant):
        furnish("musterstadt")
        citizens, _logins = settle(tenant, "musterstadt")
        offer("musterstadt")
        yield citizens


def test_a_case_of_each_kind_has_a_believable_history(town):
    dice = Random(1)
    plans = plan_stories("musterstadt", town, 0.05, dice)
    for plan in plans:
        case = play(plan, read_yaml("musterstadt", "stories"), dice)
        moments = [event.at for event in timeline(case.subject)]
        assert moments == sorted(moments)
        assert moments[-1] <= timezone.now()
    assert not open_incidents().exists()
    assert {"closed", "received"} <= set(Case.objects.values_list("state", flat=True))


def test_the_small_demo_plays_each_plot_once():
    stories = read_yaml("musterstadt", "stories")
    stars = [
        SimpleNamespace(person=dict(zip(("given_name", "family_name"), name.split(" ", 1), strict=True)))
        for name in dict.fromkeys(row["who"] for row in stories["starring"]["musterstadt"])
    ]
    plans = plan_stories("musterstadt", stars, 0, Random(1), least=1)
    plots = sum(len(stories["procedures"][key]["plots"]) for key in read_yaml("musterstadt", "procedures"))
    assert len(plans) == plots + len(stories["starring"]["musterstadt"])


def test_the_clock_is_right_again_afterwards():
    with clock.at(timezone.now().replace(year=2001)):
        assert timezone.now().year == 2001
    assert timezone.now().year > 2001


def test_the_next_case_gets_a_number_of_its_own(tenant):
    CaseNumbering.objects.create(year=2026, last=1)
    day = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    twice, once = SimpleNamespace(received=day, cases=2), SimpleNamespace(received=day, cases=1)
    _number_on(tenant, [(3, once), (1, twice)])
    assert CaseNumbering.objects.get().last == 3
