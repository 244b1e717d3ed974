"""The provider's programme in the demo: the one of 2021, as if it were announced next spring."""

from __future__ import annotations

from django.db import transaction

from allmende.provider.offers.resources.models import Resource
from allmende.provider.transitions.actions import fix_effects
from allmende.provider.transitions.loading import load_programme
from allmende.provider.transitions.models import Programme
from allmende.provider.transitions.windows.actions import save_period
from allmende.provider.transitions.windows.models import Period

from .files import read_yaml

#: All dates come so many years later than they really were: stop of sale on 30 April 2027, lines end on 31 July 2028.
YEARS = 6


@transaction.atomic
def plan_programme(town: str) -> Programme:
    """Plan it, with effects written down and nobody told; contracts run as much longer as the dates come later."""
    bound = list(Resource.objects.filter(contract_until__isnull=False))
    for row in bound:
        until = row.contract_until
        if until is not None:
            day = 28 if (until.month, until.day) == (2, 29) else until.day
            row.contract_until = until.replace(year=until.year + YEARS, day=day)
    Resource.objects.bulk_update(bound, ["contract_until"], batch_size=500)
    programme = load_programme(read_yaml(town, "transition"), by=None, years=YEARS)
    fix_effects(programme=programme, by=None)
    _periods(town)
    return programme


def _periods(town: str) -> None:
    """Invented holidays and exams, so that not every window suits everybody."""
    days = read_yaml(town, "periods")
    for kind in (Period.Kind.HOLIDAYS, Period.Kind.EXAMS):
        for each in days[kind]:
            save_period(
                land=days["land"], kind=kind, starts_on=each["first"], ends_on=each["last"], label=each["label"],
                source=days["source"], by=None,
            )  # fmt: skip
