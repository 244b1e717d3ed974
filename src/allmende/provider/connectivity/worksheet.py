"""An institution's worksheet (Arbeitsblatt): each place old → new, in the order and at the time in which it is changed.

Nothing is unreachable in between: caches are emptied first, the new address stands beside the old one, then what
points there is switched, and the old one goes last, as late as possible.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.provider.offers.models import ContactRole, Institution
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.resources.types import type_label
from allmende.provider.transitions.kinds import due_day
from allmende.provider.transitions.models import Effect, Measure, MeasureDate
from allmende.provider.transitions.queries import measures_of
from allmende.provider.transitions.told import as_told
from allmende.provider.transitions.wording import date_words, day_words

from .addresses import AddressMap
from .models import AddressChange, RecordCheck
from .plan import map_of
from .uses import Use, Used, uses_of

#: Of a record of which it is not known: name servers' usual day.
USUAL_TTL = 86400
#: In seconds: what is asked again within minutes can be switched within minutes.
SHORT_TTL = 300
#: Days between lowering and switching beside the time to live itself, and until it is raised again.
SPARE, AFTER = 2, 7
_CHANGES_NAMES = frozenset({Use.RECORD, Use.SENDERS, Use.REVERSE})
PHASES: tuple[tuple[str, str | Promise], ...] = (
    ("lower", gettext_lazy("Lower the time to live")),
    ("add", gettext_lazy("Add the new addresses beside the old ones")),
    ("switch", gettext_lazy("Switch")),
    ("raise", gettext_lazy("Raise the time to live, take out what is old")),
    ("withdraw", gettext_lazy("Withdraw the old addresses")),
)

#: What each phase is for, in a sentence or two.
WHY: dict[str, str | Promise] = {
    "lower": gettext_lazy(
        "The time to live (TTL) says how long other name servers may remember an answer. It is lowered so early that "
        "the long one has run out everywhere on the day of switching; then a change works within minutes."
    ),
    "add": gettext_lazy(
        "Old and new addresses work side by side from now on. Nothing is taken away yet, so you can go back any time."
    ),
    "switch": gettext_lazy(
        "All of this on one day, in this order: first what points at the old addresses, then the tests."
    ),
    "raise": gettext_lazy("When everything has worked for a week."),
    "withdraw": gettext_lazy(
        "The old addresses belong to the old line. After this they belong to others, and there is no way back."
    ),
}


@dataclass(frozen=True)
class Line:
    """One thing to do. ``when``: the day, or words where no day is known."""

    phase: str
    on: date | None
    when: str
    who: str
    what: str
    name: str
    old: str
    new: str
    #: What the world's name servers said last, of a record.
    found: str = ""
    #: Nothing is changed, only tried: after what is changed on the same day.
    is_test: bool = False


@dataclass(frozen=True)
class Worksheet:
    """Everything for one institution; ``switch_on`` is the day of switching, None where it is not known yet."""

    institution: Institution
    measure: Measure
    switch_on: date | None
    lines: tuple[Line, ...]
    addresses: tuple[tuple[str, str, str], ...]
    #: Uses by others than the institution, its body and the provider: how many.
    foreign: int

    @property
    def phases(self) -> list[tuple[str, str, list[Line]]]:
        """Label, why, and the lines of each phase, in order; only those with anything to do."""
        found = [
            (str(label), str(WHY[key]), [line for line in self.lines if line.phase == key])
            for key, label in PHASES
        ]
        return [one for one in found if one[2]]


def worksheet(
    measure: Measure, institution: Institution, *, all_owners: bool = False, told: bool = False
) -> Worksheet | None:
    """The worksheet, or None where the plan has no address of the institution.

    ``all_owners``: for staff, with what others own; else that is only counted. ``told``: with the days that the
    institution was told, not those that are being prepared; None where it was not told of the measure.
    """
    if not AddressChange.objects.filter(measure=measure, institution=institution).exists():
        return None
    map = map_of(measure)
    found = _as_told(measure, institution) if told else _as_planned(measure, institution)
    if found is None:
        return None
    measure, effect = found
    uses = uses_of(institution, map)
    own = [use for use in uses if all_owners or _is_near(use.resource, institution)]
    checks = _checks(measure, [use.resource.pk for use in own])
    timing = _Timing(due_day(measure, effect))
    lines = [line for use in own for line in _lines(use, timing, institution, checks)]
    lines += _last(measure, map, own)
    order = {key: place for place, (key, _label) in enumerate(PHASES)}
    lines.sort(key=lambda line: (order[line.phase], line.on or date.max, line.is_test, natural(line.name)))
    own_addresses = sorted((use for use in own if use.use == Use.ADDRESS), key=lambda use: natural(use.old))
    addresses = tuple(
        (use.old, use.new, str(use.resource.fields.get("purpose", ""))) for use in own_addresses
    )
    return Worksheet(institution, measure, timing.switch_on, tuple(lines), addresses, len(uses) - len(own))


def _as_planned(measure: Measure, institution: Institution) -> tuple[Measure, Effect]:
    measure = next(row for row in measures_of(measure.programme) if row.pk == measure.pk)
    rows = Effect.objects.filter(measure=measure, institution=institution, is_void=False)
    effect = rows.select_related("window").first()
    return measure, effect or Effect(measure=measure, institution=institution)


def _as_told(measure: Measure, institution: Institution) -> tuple[Measure, Effect] | None:
    effects = as_told(measure.programme).effects([institution.pk])
    return next(((row.measure, row) for row in effects if row.measure_id == measure.pk), None)


def _is_near(resource: Resource, institution: Institution) -> bool:
    owner = resource.institution
    return owner is None or owner.pk in (institution.pk, institution.body_id)


@dataclass(frozen=True)
class _Timing:
    switch_on: date | None

    def at(self, days: int) -> tuple[date | None, str]:
        """So many days from switching: the day, and how it is said."""
        if self.switch_on is None:
            if days == 0:
                return None, _("on the day of switching")
            said = _("%(days)s days before switching") if days < 0 else _("%(days)s days after switching")
            return None, said % {"days": abs(days)}
        day = self.switch_on + timedelta(days=days)
        return day, day_words(day)


def _lines(
    use: Used, timing: _Timing, institution: Institution, checks: dict[uuid.UUID, str]
) -> Iterator[Line]:
    who, name = _who(use, institution), use.resource.name
    found = checks.get(use.resource.pk, "")

    def line(
        phase: str, days: int, what: str, old: str = use.old, new: str = use.new, *, is_test: bool = False
    ) -> Line:
        on, when = timing.at(days)
        return Line(phase, on, when, who, what, name, old, new, found if phase == "switch" else "", is_test)

    if use.use == Use.ADDRESS:
        purpose = str(use.resource.fields.get("purpose", ""))
        yield line(
            "add", -SPARE, _("Set up the new address: %(use)s") % {"use": purpose or _("use not known")}
        )
    elif use.use == Use.REVERSE:
        # A new record beside the old one: nothing that others remember is changed by it.
        what = _("Reverse entry (PTR) of the new address, before mail leaves from it")
        yield line("add", -SPARE, what, "" if use.changes else use.old)
    elif use.use in _CHANGES_NAMES and use.changes:
        yield from _record(use, line)
    elif use.use == Use.RULE and use.changes:
        yield line("add", -SPARE, _("Same rule for the new address, keep the old one"))
        yield line("raise", AFTER, _("Take the rule for the old address out"), new="")
    elif use.use == Use.VPN and use.changes:
        yield line("switch", 0, _("Both ends of the tunnel use the new address"))
    elif use.use == Use.CERTIFICATE:
        what = (
            _("New certificate: it names an address") if use.changes else _("Test: the certificate is shown")
        )
        phase, days = ("add", -SPARE) if use.changes else ("switch", 0)
        yield line(phase, days, what, is_test=not use.changes)
    elif use.use == Use.MAIL:
        yield line("switch", 0, _("Test: mail goes in and out"), "", "", is_test=True)
    else:
        yield line(
            "switch", 0, _("Test: %(kind)s can be reached") % {"kind": type_label(use.resource.type)}, "", "",
            is_test=True,
        )  # fmt: skip


def _record(use: Used, line: Callable[..., Line]) -> Iterator[Line]:
    """A record that names an old address: its time to live before and after, and what it says."""
    ttl = int(use.resource.fields.get("ttl") or USUAL_TTL)
    days = -(-ttl // 86400) + SPARE
    yield line("lower", -days, _("Time to live of the record"), seconds_words(ttl), seconds_words(SHORT_TTL))
    if use.use == Use.SENDERS:
        both = senders_of_both(use.old, use.new)
        yield line("add", -SPARE, _("Allow the new address to send mail (SPF), keep the old one"), new=both)
        yield line("raise", AFTER, _("Take the old address out of the senders (SPF)"), both, use.new)
    else:
        yield line("switch", 0, _("Record points at the new address"))
    yield line("raise", AFTER, _("Time to live of the record"), seconds_words(SHORT_TTL), seconds_words(ttl))


def senders_of_both(old: str, new: str) -> str:
    """A list of senders (SPF, RFC 7208) that allows the old and the new addresses, in its order."""
    words: list[str] = []
    for before, after in zip(old.split(), new.split(), strict=True):
        words += [before] if before == after else [before, after]
    return " ".join(words)


def seconds_words(seconds: int) -> str:
    """A time to live as it is typed in, and as people say it."""
    for size, one, many in (
        (86400, gettext_lazy("%(number)s day"), gettext_lazy("%(number)s days")),
        (3600, gettext_lazy("%(number)s hour"), gettext_lazy("%(number)s hours")),
        (60, gettext_lazy("%(number)s minute"), gettext_lazy("%(number)s minutes")),
    ):
        if seconds and seconds % size == 0:
            number = seconds // size
            said = (one if number == 1 else many) % {"number": number}
            return _("%(seconds)s seconds (%(said)s)") % {"seconds": seconds, "said": said}
    return _("%(seconds)s seconds") % {"seconds": seconds}


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """For sorting as people count: 10.0.2.97 before 10.0.2.100."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", text) if part)


def _last(measure: Measure, map: AddressMap, uses: list[Used]) -> list[Line]:
    """The end of the old ones: the measure's own date, and not before everything else was done."""
    moment = next((row for row in measure.dates.all() if row.event == MeasureDate.Event.RETURN), None)
    when = date_words(moment) if moment else _("as late as possible; no date has been set yet")
    return [
        Line("withdraw", moment.on if moment else None, when, _("IT provider"),
             _("Not before nothing points at it any more"), use.resource.name, use.old, "")
        for use in uses
        if use.use == Use.ADDRESS
    ]  # fmt: skip


def _who(use: Used, institution: Institution) -> str:
    """Records are changed by who keeps the zone, the provider; what is in the house by the institution's IT."""
    owner = use.resource.institution
    if use.use in _CHANGES_NAMES or owner is None:
        return _("IT provider")
    role = str(ContactRole.Role.IT.label)
    return role if owner.pk == institution.pk else f"{role}, {owner.name}"


def _checks(measure: Measure, keys: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = RecordCheck.objects.filter(measure=measure, resource_id__in=keys[:5000])
    return {row.resource_id: str(row.get_result_display()) for row in rows}
