"""The provider's programme of the demo."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from allmende.demo.programme import YEARS, plan_programme
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.sample.load import load_sample
from allmende.provider.transitions.models import MeasureDate, Window
from allmende.provider.transitions.preview import preview
from allmende.provider.transitions.windows.models import Period


@pytest.mark.usefixtures("tenant")
def test_it_is_the_one_of_2021_some_years_later() -> None:
    load_sample(schools=30, seed=1, actor=SYSTEM)
    programme = plan_programme("musterstadt")
    assert MeasureDate.objects.get(measure__key="lines", event="end").on == date(2022 + YEARS, 7, 31)
    assert Window.objects.count() == 17
    periods = dict(Counter(Period.objects.values_list("kind", flat=True)))
    assert periods == {"holidays": 8, "exams": 2}
    assert all(label.startswith("Muster") for label in Period.objects.values_list("label", flat=True))
    found = preview(programme)
    assert (found.institutions, found.conflicts, found.serious) == (28, 1, False)
