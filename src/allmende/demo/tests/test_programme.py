"""The provider's programme of the demo."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.demo.programme import YEARS, plan_programme
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.sample.load import load_sample
from allmende.provider.transitions.models import MeasureDate, Window
from allmende.provider.transitions.preview import preview


@pytest.mark.usefixtures("tenant")
def test_it_is_the_one_of_2021_some_years_later() -> None:
    load_sample(schools=30, seed=1, actor=SYSTEM)
    programme = plan_programme("musterstadt")
    assert MeasureDate.objects.get(measure__key="lines", event="end").on == date(2022 + YEARS, 7, 31)
    assert Window.objects.count() == 17
    found = preview(programme)
    assert (found.institutions, found.conflicts, found.serious) == (28, 1, False)
