"""The kind of measure that moves servers of offices into the computing centre (Serverkonsolidierung)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.provider.offers.resources.graph import Graph
from allmende.provider.transitions.cascades import customers_words
from allmende.provider.transitions.findings import Finding, ProgrammeCheck
from allmende.provider.transitions.kinds import PROVIDER, MeasureKind, PlannedStep, planned
from allmende.provider.transitions.models import Effect, Measure, MeasureDate, Programme
from allmende.provider.transitions.reach import Estate, Reach

from .criteria import judge_all, servers
from .models import Agreement, Stage, Treatment
from .stages import KIND, offices_of, pilot_before, stage_of

Event = MeasureDate.Event
MOVING = (Treatment.HOSTING, Treatment.HOUSING_TIME, Treatment.HOUSING_GOOD)


def reached(measure: Measure, graph: Graph) -> Iterable[uuid.UUID]:
    """The servers that move, by the criteria, of the offices of the measure's stage; its condition may narrow them."""
    return [
        row.server.pk
        for row in judge_all(servers().filter(institution__in=offices_of(measure)))
        if row.treatment in MOVING and row.server.pk in graph.place
    ]


def steps(measure: Measure, effect: Effect) -> list[PlannedStep]:
    """Check the inventory, agree, move, test, switch off."""
    found: list[PlannedStep] = []

    def step(key: str, text: str, owner: str, days: int, hours: str = "0") -> None:
        order = 10 * (len(found) + 1)
        text = _("%(measure)s: %(text)s") % {"measure": measure.title, "text": text}
        found.append(planned(measure, effect, key, text, owner, hours=hours, days=days, order=order))

    step("inventory", _("check the list of your servers and applications"), "it", -90, "3")
    step("agree", _("agree on the wave with us"), "head", -60, "1")
    step("line", _("check the line, and upgrade it where it is too slow"), PROVIDER, -30)
    step("move", _("move the servers"), PROVIDER, 0)
    if effect.breaks:
        step("test", _("test your applications"), "it", 1, "4")
    step("off", _("switch off what is no longer needed"), "it", 14, "1")
    return found


def find(programme: Programme, reaches: Sequence[Reach], estate: Estate) -> Iterator[Finding]:
    """Waves come after agreement: an office that was placed without one is told."""
    for extent in reaches:
        if extent.measure.kind != KIND:
            continue
        placed = Effect.objects.filter(measure=extent.measure, is_void=False, window__isnull=False)
        agreed = Agreement.objects.filter(effect__measure=extent.measure).values("effect_id")
        keys = list(placed.exclude(pk__in=agreed).values_list("institution_id", flat=True))
        missing = [key for key in keys if key in estate.customers]
        if missing:
            words = _("Placed in a wave without their agreement: %(who)s.")
            yield Finding(
                "not_agreed", words % {"who": customers_words(missing, estate)}, False, extent.measure
            )
        yield from _after_pilot(extent.measure)


def _after_pilot(measure: Measure) -> Iterator[Finding]:
    """The roll-out follows the pilot: not before its result, not in spite of it, not beside its waves."""
    pilot = pilot_before(measure)
    if pilot is None or stage_of(measure).kind != Stage.Kind.ROLLOUT:
        return
    values = {"pilot": pilot.measure.title}
    if pilot.outcome == Stage.Outcome.STOP:
        words = _("The pilot “%(pilot)s” did not work; its result says that no roll-out follows.")
        yield Finding("pilot_failed", words % values, True, measure)
    elif not pilot.outcome:
        words = _("The pilot “%(pilot)s” has no result yet. The roll-out should wait for it.")
        yield Finding("pilot_open", words % values, False, measure)
    last = max((row.ends_on for row in pilot.measure.windows.all()), default=None)
    if last and any(row.starts_on <= last for row in measure.windows.all()):
        words = _("A wave of the roll-out begins before the last one of the pilot “%(pilot)s” is over.")
        yield Finding("before_pilot", words % values, False, measure)


KIND_OF_MEASURE = MeasureKind(
    key=KIND,
    label=gettext_lazy("Consolidation of servers"),
    steps=steps,
    events=(Event.MOVE,),
    window_event=Event.MOVE,
    reached=reached,
    words={Event.MOVE: gettext_lazy("Your servers move %(when)s.")},
    page="servers:waves",
    streams=("servers",),
)
CHECK = ProgrammeCheck("servers", find)
