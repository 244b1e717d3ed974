"""What is looked at before a programme is announced: safe lines, and addresses that go with a line."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from allmende.provider.offers.comparison import facts_of
from allmende.provider.offers.models import Alternative
from allmende.provider.transitions.cascades import customers_words, enumerated
from allmende.provider.transitions.findings import Finding, ProgrammeCheck
from allmende.provider.transitions.models import Effect, Measure, MeasureDate, Programme
from allmende.provider.transitions.reach import Estate, Reach

from .plan import KIND, changes_of, is_administration, problems

_SHOWN = 5


def find(programme: Programme, reaches: Sequence[Reach], estate: Estate) -> Iterator[Finding]:
    """Findings of all measures that end lines or replace addresses."""
    renumbered = {key for extent in reaches if extent.measure.kind == KIND for key in extent.affected}
    for extent in reaches:
        if extent.measure.kind == KIND:
            yield from _plan(extent.measure)
            continue
        lines = _lines(extent, estate)
        if lines:
            yield from _safe_line(extent.measure, lines, estate)
            yield from _addresses(extent, lines, renumbered, estate)


def _lines(extent: Reach, estate: Estate) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Institution → the lines that the measure ends there."""
    graph = estate.graph
    found = {}
    for institution, affected in extent.affected.items():
        lines = [key for key in affected.resources if graph.types[graph.place[key]] == "line"]
        if lines:
            found[institution] = lines
    return found


def _safe_line(
    measure: Measure, lines: dict[uuid.UUID, list[uuid.UUID]], estate: Estate
) -> Iterator[Finding]:
    """The administration network needs a safe line: a successor that is none must not follow one."""
    graph = estate.graph
    safe = [key for key, own in lines.items() if any(is_administration(graph.fields(one)) for one in own)]
    if not safe or not measure.offer_id:
        return
    choices = list(Alternative.objects.filter(offer=measure.offer_id, is_active=True).select_related("own"))
    facts = {row.pk: facts_of(row).get("administration_network", "") for row in choices}
    ordinary = [row for row in choices if facts[row.pk].startswith("no")]
    values = {"who": customers_words(safe, estate), "names": enumerated([str(row) for row in ordinary])}
    if choices and len(ordinary) == len(choices):
        words = _("No successor is a safe line, but it carries the administration network of %(who)s.")
        yield Finding("no_safe_line", words % values, True, measure)
    elif ordinary:
        words = _("It carries the administration network of %(who)s. Not safe enough for it: %(names)s.")
        yield Finding("ordinary_lines", words % values, False, measure)
    if any(not fact for fact in facts.values()):
        words = _(
            "Of some successors it is not known whether they are safe enough for an administration network."
        )
        yield Finding("unknown_lines", words, False, measure)
    chosen = Effect.objects.filter(measure=measure, alternative__in=ordinary, is_void=False)
    wrong = [key for key in chosen.values_list("institution_id", flat=True) if key in set(safe)]
    if wrong:
        words = _("Have chosen an ordinary line for their administration network: %(who)s.")
        yield Finding("ordinary_line_chosen", words % {"who": customers_words(wrong, estate)}, True, measure)


def _addresses(
    extent: Reach, lines: dict[uuid.UUID, list[uuid.UUID]], renumbered: set[uuid.UUID], estate: Estate
) -> Iterator[Finding]:
    """Addresses belong to the line: who loses it needs new ones, and the old ones as long as possible."""
    graph = estate.graph
    losing = []
    for institution in lines:
        types = {graph.types[graph.place[key]] for key in extent.affected[institution].breaks}
        if types & {"vpn", "firewall_rule", "mail_domain"} and institution not in renumbered:
            losing.append(institution)
    if not losing:
        return
    words = _("The addresses of %(who)s go with the line, and the programme has no renumbering for them.")
    yield Finding("not_renumbered", words % {"who": customers_words(losing, estate)}, False, extent.measure)
    if all(moment.event != MeasureDate.Event.RETURN for moment in extent.measure.dates.all()):
        words = _("It does not say when the addresses are withdrawn. It should be as late as possible.")
        yield Finding("no_return", words, False, extent.measure)


def _plan(measure: Measure) -> Iterator[Finding]:
    changes = changes_of(measure)
    if not changes:
        yield Finding("no_plan", _("The address plan is still empty."), True, measure)
    found = problems(changes)
    for problem in found[:_SHOWN]:
        yield Finding("address_plan", problem.words, True, measure)
    if len(found) > _SHOWN:
        words = _("The address plan has %(number)s more problems.") % {"number": len(found) - _SHOWN}
        yield Finding("address_plan", words, True, measure)


CHECK = ProgrammeCheck("connectivity", find)
