"""How far a pilot or a roll-out is: wave by wave, office by office, and what comes next."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.provider.transitions.models import Effect, Measure, Window
from allmende.provider.transitions.wording import day_words

from .criteria import judge_all, model, servers
from .demand import Site, sites
from .models import Agreement, Stage
from .savings import Savings, savings
from .stages import KIND, moved, stage_of

#: How long before a wave its lines must be ordered, in days.
LINE_DAYS = 60


@dataclass(frozen=True)
class Row:
    """One office in a stage."""

    effect: Effect
    agreement: Agreement | None
    is_moved: bool
    site: Site | None

    @property
    def servers(self) -> int:
        """How many of its servers move."""
        return len(self.effect.resources)


@dataclass(frozen=True)
class Wave:
    """A window with its offices; None: those that are in no wave yet."""

    window: Window | None
    rows: list[Row]

    @property
    def users(self) -> int:
        """How many people work there."""
        return sum(row.effect.institution.users for row in self.rows)

    @property
    def left(self) -> int:
        """Places that are free."""
        return max(0, self.window.capacity - len(self.rows)) if self.window else 0


@dataclass(frozen=True)
class Board:
    """A stage as a whole."""

    measure: Measure
    stage: Stage
    waves: list[Wave]
    savings: Savings
    #: What to do next, most urgent first.
    next: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """All offices, by wave and name."""
        return [row for wave in self.waves for row in wave.rows]

    @property
    def users(self) -> int:
        """People who work there."""
        return sum(wave.users for wave in self.waves)

    @property
    def servers(self) -> int:
        """Servers that move."""
        return sum(row.servers for row in self.rows)

    @property
    def agreed(self) -> int:
        """Offices that agreed to their wave."""
        return sum(row.agreement is not None for row in self.rows)

    @property
    def moved(self) -> int:
        """Offices that have moved."""
        return sum(row.is_moved for row in self.rows)

    @property
    def is_pilot(self) -> bool:
        """Whether others wait for its result."""
        return self.stage.kind == Stage.Kind.PILOT


def board(measure: Measure) -> Board:
    """Everything of one stage, in a handful of statements."""
    found = Effect.objects.filter(measure=measure, is_void=False).select_related("institution", "window")
    effects = list(found.order_by("institution__name"))
    agreements = {row.effect_id: row for row in Agreement.objects.filter(effect__measure=measure)}
    gone = {office for _measure, office in moved([measure])}
    by = model()
    needs = {site.institution.pk: site for site in sites([row.institution for row in effects], by)}
    rows = [
        Row(row, agreements.get(row.pk), row.institution_id in gone, needs.get(row.institution_id))
        for row in effects
    ]
    windows: list[Window | None] = [*Window.objects.filter(measure=measure).order_by("starts_on"), None]
    waves = [
        Wave(window, [row for row in rows if row.effect.window_id == _key(window)]) for window in windows
    ]
    waves = [wave for wave in waves if wave.rows or wave.window]
    judged = judge_all(servers().filter(institution__in=[row.institution_id for row in effects]), by)
    slow = sum(site.upgrade is not None for site in needs.values())
    stage = stage_of(measure)
    return Board(measure, stage, waves, savings(judged, by, lines=slow), _next(stage, waves))


def boards() -> list[Board]:
    """Of all consolidations in programmes that are not over, in their order."""
    rows = Measure.objects.filter(kind=KIND, programme__state__in=("draft", "announced"))
    return [board(row) for row in rows.select_related("programme").order_by("programme", "order", "id")]


def _key(window: Window | None) -> uuid.UUID | None:
    return window.pk if window else None


def _next(stage: Stage, waves: Sequence[Wave], on: date | None = None) -> list[str]:
    """What is open, in the order in which it should be done."""
    on = on or timezone.localdate()
    found = []
    late = [
        row
        for wave in waves
        if wave.window and wave.window.ends_on < on
        for row in wave.rows
        if not row.is_moved
    ]
    if late:
        words = _("Their wave is over, but they have not moved: %(who)s.")
        found.append(words % {"who": _names(late)})
    ahead = [wave for wave in waves if wave.window and wave.window.ends_on >= on]
    slow = [row for wave in waves for row in wave.rows if row.site and row.site.upgrade and not row.is_moved]
    if slow:
        words = _("Order a faster line at least %(days)s days before the wave: %(who)s.")
        found.append(words % {"days": LINE_DAYS, "who": _names(slow)})
    silent = [row for wave in ahead for row in wave.rows if row.agreement is None and not row.is_moved]
    if silent:
        found.append(_("Ask for agreement to the proposed wave: %(who)s.") % {"who": _names(silent)})
    nowhere = [row for wave in waves if wave.window is None for row in wave.rows]
    if nowhere:
        words = ngettext(
            "%(number)s office is in no wave yet. Propose one to it.",
            "%(number)s offices are in no wave yet. Propose one to each.",
            len(nowhere),
        )
        found.append(words % {"number": len(nowhere)})
    all_moved = bool(waves) and all(row.is_moved for wave in waves for row in wave.rows)
    if all_moved and stage.kind == Stage.Kind.PILOT and not stage.outcome:
        found.append(_("All offices of the pilot have moved. Record what it showed."))
    coming = next((wave for wave in ahead if wave.window and wave.window.starts_on > on and wave.rows), None)
    if coming is not None and coming.window is not None and not found:
        words = _("The next wave begins on %(day)s.")
        found.append(words % {"day": day_words(coming.window.starts_on)})
    return found


def _names(rows: Sequence[Row], most: int = 6) -> str:
    names = [row.effect.institution.name for row in rows]
    rest = len(names) - most
    if rest <= 0:
        return ", ".join(names)
    more = ngettext("and %(number)s more", "and %(number)s more", rest) % {"number": rest}
    return f"{', '.join(names[:most])} {more}"
