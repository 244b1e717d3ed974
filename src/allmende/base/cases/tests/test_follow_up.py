from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.base.cases import actions
from allmende.base.cases.follow_up import bring_up
from allmende.base.cases.models import State

from .factories import fresh


def test_a_case_on_hold_comes_up_on_its_day_and_not_before(case, clerk):
    day = timezone.localdate() + timedelta(days=7)
    actions.hold_case(case=case, until=day, by=clerk)
    assert bring_up(day - timedelta(days=1)) == 0
    assert bring_up(day) == 1
    assert fresh(case).state == State.IN_PROGRESS
