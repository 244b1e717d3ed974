"""What is wrong with a programme's texts, before anybody reads them (Textprüfung)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmende.foundation.registry import Registry
from allmende.provider.offers.models import Alternative

from .kinds import measure_kinds
from .mentions import Mention, find_dates
from .models import Measure, MeasureDate, Programme
from .reach import Estate, Reach
from .wording import date_words, windows_words


@dataclass(frozen=True)
class Finding:
    """One thing to look at. ``serious``: it must not be announced so."""

    code: str
    words: str
    serious: bool
    measure: Measure | None = None


@dataclass(frozen=True)
class ProgrammeCheck:
    """What an app above looks at before a programme is announced; register from ``AppConfig.ready()``.

    ``find`` gets what each measure reaches and all that was loaded, and asks few statements of its own.
    """

    key: str
    find: Callable[[Programme, Sequence[Reach], Estate], Iterable[Finding]]


programme_checks: Registry[ProgrammeCheck] = Registry("check of a programme")


def check_texts(programme: Programme, reaches: Sequence[Reach], estate: Estate) -> list[Finding]:
    """All findings, serious ones first; one statement, for the successors, and those of the checks of apps above."""
    measures = [extent.measure for extent in reaches]
    offers = {measure.offer_id for measure in measures}
    followed = set(
        Alternative.objects.filter(offer__in=offers, is_active=True).values_list("offer_id", flat=True)
    )
    found = list(_programme(programme, measures))
    for extent in reaches:
        found += _measure(extent, followed)
    found += _same_offer(measures)
    for check in programme_checks:
        found += check.find(programme, reaches, estate)
    return sorted(found, key=lambda finding: not finding.serious)


def _programme(programme: Programme, measures: Sequence[Measure]) -> Iterator[Finding]:
    if not programme.reason.strip():
        yield Finding("no_reason", _("The reason is missing."), True)
    if not programme.legal_basis.strip():
        yield Finding("no_legal_basis", _("The legal basis is missing."), True)
    if not measures:
        yield Finding("no_measures", _("The programme has no measures yet."), True)
    if programme.no_recommendation and not programme.no_recommendation_reason.strip():
        yield Finding("no_rule_reason", _("Say why you may not recommend a successor."), False)


def _measure(extent: Reach, followed: set[uuid.UUID]) -> Iterator[Finding]:
    measure = extent.measure
    dates, windows = list(measure.dates.all()), list(measure.windows.all())
    event = measure_kinds[measure.kind].window_event
    if not windows and all(moment.event != event for moment in dates):
        yield Finding("no_date", _("There is no date for it, and no time windows."), True, measure)
    if measure.kind == "end" and measure.action_needed and measure.offer_id not in followed:
        yield Finding("no_successor", _("There is no successor to choose from."), True, measure)
    if measure.action_needed and not measure.what_to_do.strip():
        yield Finding(
            "no_action_words", _("Action is needed, but it does not say what to do."), True, measure
        )
    if not measure.what_changes.strip():
        yield Finding("no_words", _("It does not say what changes."), True, measure)
    if bool(measure.exempt.strip()) != bool(measure.exception.strip()):
        yield Finding(
            "exception_unsaid", _("The exception needs both: the rule and the words."), True, measure
        )
    for moment in dates:
        if moment.kind == MeasureDate.Kind.CONDITIONAL and not moment.condition.strip():
            yield Finding(
                "no_condition", _("A conditional date does not say on what it depends."), True, measure
            )
    if not extent.affected:
        yield Finding("nobody", _("It reaches nobody."), False, measure)
    if extent.ownerless:
        words = _("Resources without a known owner: %(number)s. Nobody will be told of them.")
        yield Finding("ownerless", words % {"number": len(extent.ownerless)}, False, measure)
    yield from _dates_in_texts(measure)


def _dates_in_texts(measure: Measure) -> Iterator[Finding]:
    for text in (
        measure.title,
        measure.what_changes,
        measure.what_to_do,
        measure.assurance,
        measure.exception,
    ):
        for mention in find_dates(text):
            problem = contradiction(mention, measure)
            if problem:
                yield Finding("date_in_text", problem, True, measure)


def contradiction(mention: Mention, measure: Measure) -> str:
    """What is wrong with a date in a text of the measure, beside its record; empty where nothing is."""
    dates, windows = list(measure.dates.all()), list(measure.windows.all())
    meant = [moment for moment in dates if moment.on and mention.first <= moment.on <= mention.last]
    edges = [min(row.starts_on for row in windows), max(row.ends_on for row in windows)] if windows else []
    if any(mention.first <= edge <= mention.last for edge in edges):
        return ""
    record = ", ".join([*(date_words(row) for row in dates), *([windows_words(windows)] if windows else [])])
    if not meant:
        return _("The text says “%(text)s”, the record says: %(record)s.") % {
            "text": mention.text, "record": record or _("no date"),
        }  # fmt: skip
    kinds = {moment.kind for moment in meant}
    if _misread(mention.kind, kinds):
        words = _("The text says “%(text)s” in other words than the record: %(record)s.")
        return words % {"text": mention.text, "record": record}
    return ""


def _misread(said: str | None, kinds: set[str]) -> bool:
    """Whether the words before the date make it another kind; saying nothing is wrong where it is not fixed."""
    kind = MeasureDate.Kind
    if said is None:
        return kinds <= {kind.NOT_BEFORE, kind.AT_LATEST}
    return said not in kinds


def _same_offer(measures: Sequence[Measure]) -> Iterator[Finding]:
    """Two measures that end the same offer for the same customers would say two dates."""
    seen: dict[tuple[str, object, str], Measure] = {}
    for measure in measures:
        key = (measure.kind, measure.offer_id, measure.condition.strip())
        if measure.offer_id and key in seen:
            words = _("“%(other)s” does the same with the same offer: two dates for one event.")
            yield Finding("twice", words % {"other": seen[key].title}, True, measure)
        seen.setdefault(key, measure)
