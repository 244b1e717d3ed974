"""What becomes of resources when their institution, or their time, is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.actions import close_institution, merge_institutions
from allmende.provider.offers.resources.actions import end_resource, save_resource
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.resources.tasks import KEPT, forget_ended_resources
from allmende.provider.offers.tests.factories import make_institution

pytestmark = pytest.mark.django_db


def test_a_school_that_closes_ends_what_it_used(tenant):
    school = make_institution()
    row = save_resource(type="server", number="s", institution=school, by=SYSTEM)
    close_institution(institution=school, on=date(2022, 7, 31), by=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("ended", date(2022, 7, 31))
    assert Event.objects.get(type="resources.ended_with_institution").data["count"] == 1


def test_a_school_that_becomes_part_of_another_takes_its_resources_along(tenant):
    small, large = make_institution(), make_institution()
    row = save_resource(type="server", number="s", institution=small, by=SYSTEM)
    merge_institutions(source=small, target=large, on=date(2022, 7, 31), by=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.institution) == ("active", large)


def test_whose_mailbox_it_was_is_forgotten_a_year_after_its_end(tenant):
    today = timezone.localdate()
    old, young = (save_resource(type="mailbox", number=f"{n}@wald.example", by=SYSTEM) for n in "ab")
    server = save_resource(type="server", number="s", by=SYSTEM)
    for row, on in ((old, today - KEPT - timedelta(days=1)), (young, today), (server, date(2000, 1, 1))):
        end_resource(resource=row, on=on, by=SYSTEM)
    forget_ended_resources()
    assert set(Resource.objects.values_list("name", flat=True)) == {f"erased:{old.pk}", "b@wald.example", "s"}
