"""Plots play through the real actions, each step at its own time."""

from random import Random

import pytest
from django.utils import timezone

from allmende.base.cases.models import Case
from allmende.base.workflow.queries import open_incidents
from allmende.demo import clock
from allmende.demo.files import read_yaml
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


def test_the_clock_is_right_again_afterwards():
    with clock.at(timezone.now().replace(year=2001)):
        assert timezone.now().year == 2001
    assert timezone.now().year > 2001
