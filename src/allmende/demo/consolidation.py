"""The town's own offices in the demo: their servers and lines, and how these move into the computing centre."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.models import ContactRole, Institution
from allmende.provider.offers.resources.importing.run import import_file
from allmende.provider.offers.resources.models import Resource
from allmende.provider.servers.actions import conclude_pilot, decide_treatment
from allmende.provider.servers.models import Agreement, Stage
from allmende.provider.transitions.actions import announce_programme
from allmende.provider.transitions.loading import load_programme
from allmende.provider.transitions.models import Effect, Measure, Programme, Step, Window

from .files import ROOT, read_yaml

#: In the order in which they build on each other: kind of list, its file.
_LISTS = (
    ("customers", "customers"), ("contacts", "contacts"), ("resources", "lines"), ("resources", "servers"),
)  # fmt: skip


def import_offices(town: str) -> None:
    """Take the town's lists over, as a provider would."""
    for kind, name in _LISTS:
        report = import_file(kind=kind, path=ROOT / town / "offices" / f"{name}.csv", actor=SYSTEM)
        if report.refused:
            raise ValueError(f"{name}.csv: {report.refusals[0]}")


@transaction.atomic
def consolidate(town: str) -> Programme:
    """Plan the programme, move the pilot's offices, and agree on the first waves of the roll-out."""
    content = read_yaml(town, "consolidation")
    for row in content["decisions"]:
        server = Resource.objects.get(type="server", number=row["server"])
        decide_treatment(server=server, treatment=row["treatment"], reason=row["reason"], by=SYSTEM)
    programme = load_programme(content, by=None)
    pilot = Measure.objects.get(programme=programme, key=content["pilot"])
    offices = {row.number: row for row in Institution.objects.filter(kind=Institution.Kind.OFFICE)}
    windows = Window.objects.filter(measure__programme=programme).select_related("measure")
    waves = [_Wave(wave, windows.get(starts_on=wave["month"]), offices) for wave in content["waves"]]
    first = [office for wave in waves if wave.window.measure_id == pilot.pk for office in wave.agreed]
    # Placed first: announcing then writes each step with its day, once.
    Stage.objects.create(
        measure=pilot, kind=Stage.Kind.PILOT, offices=sorted(str(office.pk) for office in first)
    )
    Effect.objects.bulk_create(effect for wave in waves for effect in wave.effects())
    announce_programme(programme=programme, by=None)
    _agree(programme, waves)
    _move(pilot)
    result = content["result"]
    conclude_pilot(
        measure=pilot,
        outcome=result["outcome"],
        lessons=result["lessons"],
        on=result["concluded_on"],
        by=None,
    )
    return programme


class _Wave:
    """Offices that agreed to a wave, and those to which it was proposed."""

    def __init__(self, row: dict[str, Any], window: Window, offices: dict[str, Institution]) -> None:
        self.agreed_on, self.window = row["agreed_on"], window
        self.agreed = [offices[number] for number in row["offices"]]
        self.proposed = [offices[number] for number in row.get("proposed", ())]

    def effects(self) -> list[Effect]:
        """One for each office, placed by hand."""
        return [
            Effect(
                measure=self.window.measure, institution=office, window=self.window, placed=Effect.Placed.HAND
            )
            for office in (*self.agreed, *self.proposed)
        ]


def _agree(programme: Programme, waves: list[_Wave]) -> None:
    """With the head of each office."""
    heads = ContactRole.objects.filter(role="head", institution__kind="office")
    names = dict(heads.values_list("institution_id", "contact__name"))
    effects = Effect.objects.filter(measure__programme=programme).values_list(
        "measure_id", "institution_id", "id"
    )
    keys = {(measure, office): key for measure, office, key in effects}
    Agreement.objects.bulk_create(
        Agreement(
            effect_id=keys[wave.window.measure_id, office.pk], agreed_on=wave.agreed_on,
            agreed_with=f"{names[office.pk]}, Leitung",
        )
        for wave in waves
        for office in wave.agreed
    )  # fmt: skip
    agreed = [office for wave in waves for office in wave.agreed]
    done = Step.objects.filter(programme=programme, institution__in=agreed, key__startswith="agree:")
    done.update(done_at=timezone.now())


def _move(pilot: Measure) -> None:
    """All steps of the pilot's offices are done; each on the last day of its wave."""
    for window in Window.objects.filter(measure=pilot):
        moment = timezone.make_aware(datetime.combine(window.ends_on, time(18)))
        there = Effect.objects.filter(window=window).values("institution_id")
        Step.objects.filter(measure=pilot, institution__in=there).update(done_at=moment)
