"""The solver's reasons, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.provider.transitions.models import Window

from .solver.problem import Item, Problem, Relaxation, Slot
from .solver.rules import Calendar, Reason, reasons


def window_short(window: Window) -> str:
    """A row of a window, short."""
    return slot_words(Slot("", "", window.starts_on, window.ends_on, 0))


def slot_words(slot: Slot) -> str:
    """A window short: "März 2022" where it is within one month, else both days."""
    if (slot.starts_on.year, slot.starts_on.month) == (slot.ends_on.year, slot.ends_on.month):
        return date_format(slot.starts_on, "F Y")
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (slot.starts_on, slot.ends_on))
    return _("window %(first)s – %(last)s") % {"first": first, "last": last}


def reason_words(reason: Reason) -> str:
    """Why a window is not for somebody: "Prüfungen (Abitur)"."""
    said = {
        "past": _("has begun already"),
        "exams": _("exams (%(what)s)"),
        "holidays": _("in the holidays (%(what)s)"),
        "other": _("barred (%(what)s)"),
        "veto": _("ruled out by the institution"),
        "full": _("full"),
        "order": _("against the order of the measures"),
        "apart": _("too many institutions of the same school body"),
        "together": _("away from the other institutions of the same school body"),
    }
    return said.get(reason.kind, reason.kind) % {"what": reason.label}


@dataclass(frozen=True)
class Excluded:
    """A window with why it is not for somebody: "nicht im Juni 2022: Prüfungen"."""

    window: str
    why: str

    def __str__(self) -> str:
        return _("not in %(window)s: %(why)s") % {"window": self.window, "why": self.why}


def excluded(problem: Problem, item: Item, load: Mapping[str, int]) -> list[Excluded]:
    """Every other window of the measure that is not for this item, and why; full ones, too, where they were wished."""
    calendar, found = Calendar(problem), []
    for slot in problem.slots_of.get(item.group, ()):
        if slot.key == item.current:
            continue
        why = list(reasons(calendar, item, slot))
        if not why and load.get(slot.key, 0) >= slot.capacity:
            why = [Reason("full")]
        if why:
            found.append(Excluded(slot_words(slot), ", ".join(reason_words(reason) for reason in why)))
    return found


def placed_why(item: Item, placement: Mapping[str, str]) -> str:
    """Why somebody is where the solver put them, in one short sentence."""
    if not item.wishes:
        return ""
    return (
        _("as wished")
        if placement[item.key] in item.wishes
        else _("the windows that were wished were not free")
    )


@dataclass(frozen=True)
class Way:
    """One way out: what would have to change, said short, with single lines."""

    title: str
    lines: tuple[str, ...]


SHOWN = 10


def way_words(problem: Problem, way: Sequence[Relaxation], names: Mapping[str, str]) -> Way:
    """What would have to give way; ``names``: institutions and bodies by key."""
    counts: dict[str, int] = {}
    for step in way:
        counts[step.kind] = counts.get(step.kind, 0) + step.amount
    lines = tuple(_line(problem, step, names) for step in way[:SHOWN])
    if len(way) > SHOWN:
        lines += (_("and %(more)s more") % {"more": len(way) - SHOWN},)
    return Way("; ".join(_title(kind, count) for kind, count in sorted(counts.items())), lines)


def keys_of(problem: Problem, ways: Iterable[Sequence[Relaxation]]) -> set[str]:
    """Institutions and bodies that the ways name."""
    shown = [step for way in ways for step in way[:SHOWN]]
    return {problem.item[step.item].owner for step in shown if step.item in problem.item} | {
        step.other for step in shown if step.kind == "body"
    }


def _title(kind: str, count: int) -> str:
    values = {"count": count}
    said = {
        "capacity": ngettext("%(count)s more place", "%(count)s more places", count),
        "veto": ngettext("%(count)s window that was ruled out is used all the same",
                         "%(count)s windows that were ruled out are used all the same", count),
        "body": ngettext("%(count)s institution away from the rule for its school body",
                         "%(count)s institutions away from the rule for their school bodies", count),
        "order": ngettext("the order of measures is given up at %(count)s institution",
                          "the order of measures is given up at %(count)s institutions", count),
        "exams": ngettext("%(count)s institution in the time of exams",
                          "%(count)s institutions in the time of exams", count),
        "holidays": ngettext("%(count)s institution in barred holidays",
                             "%(count)s institutions in barred holidays", count),
        "other": ngettext("%(count)s institution in barred time", "%(count)s institutions in barred time", count),
        "past": ngettext("%(count)s institution in a window that has begun",
                         "%(count)s institutions in windows that have begun", count),
    }  # fmt: skip
    return said[kind] % values


def _line(problem: Problem, step: Relaxation, names: Mapping[str, str]) -> str:
    slot = problem.slot.get(step.slot)
    window = slot_words(slot) if slot else ""
    item = problem.item.get(step.item)
    who = names.get(item.owner, "") if item else names.get(step.other, "")
    if step.kind == "capacity" and slot:
        return _("%(window)s: room for %(wanted)s instead of %(now)s") % {
            "window": window, "wanted": slot.capacity + step.amount, "now": slot.capacity,
        }  # fmt: skip
    if step.kind == "body":
        return ngettext("%(who)s: %(count)s institution", "%(who)s: %(count)s institutions", step.amount) % {
            "who": who, "count": step.amount,
        }  # fmt: skip
    return f"{who}: {window}" if window else who
