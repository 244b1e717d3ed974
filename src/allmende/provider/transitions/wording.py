"""How dates, windows and effects are said. Everybody prints them only through here, so that no two texts differ.

Each kind of date has words that no other kind has: a *not before* cannot be read as an *at the latest*.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allmende.provider.offers.models import Payer

from .kinds import can_choose, measure_kinds
from .models import Effect, Measure, MeasureDate, Window

Event, Kind = MeasureDate.Event, MeasureDate.Kind

WORDS = {
    Kind.FIXED: gettext_lazy("on %(day)s"),
    Kind.EXPECTED: gettext_lazy("expected on %(day)s"),
    Kind.NOT_BEFORE: gettext_lazy("not before %(day)s (a later date is possible; no date has been set yet)"),
    Kind.AT_LATEST: gettext_lazy("on %(day)s at the latest"),
    Kind.CONDITIONAL: gettext_lazy("as of %(day)s, subject to %(condition)s"),
}
CONDITION_ALONE = gettext_lazy("subject to %(condition)s (no date has been set yet)")
SENTENCES = {
    Event.SALE_STOP: gettext_lazy("New orders stop %(when)s."),
    Event.END: gettext_lazy("The service ends %(when)s."),
    Event.MOVE: gettext_lazy("The move to another provider takes place %(when)s."),
    Event.RETURN: gettext_lazy("The addresses are withdrawn %(when)s."),
}


@dataclass(frozen=True)
class EffectWords:
    """What a measure means for one institution, in paragraphs; an empty text says nothing."""

    title: str
    what: str
    #: One sentence for each event, in the order of events.
    when: tuple[str, ...]
    #: Who is left out, where somebody is.
    exception: str
    assurance: str
    #: "There is nothing for you to do." or what to do.
    action: str
    successor: str
    cost: str
    contract: str
    breaks: tuple[str, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All that is said, in the order in which it is read."""
        said = (
            self.what, " ".join(self.when), self.exception, self.assurance, self.action, self.successor,
            self.contract, " ".join(self.breaks), self.cost,
        )  # fmt: skip
        return tuple(text for text in said if text)


def day_words(day: date) -> str:
    """A day as people write it: 31. Juli 2022."""
    return date_format(day, "DATE_FORMAT")


def event_words(event: str) -> str:
    """What happens: "Ende des Dienstes"."""
    return str(Event(event).label)


def date_words(moment: MeasureDate) -> str:
    """When, exactly as its kind: "spätestens am 31. Juli 2022"."""
    if moment.on is None:
        return str(CONDITION_ALONE) % {"condition": moment.condition}
    values = {"day": day_words(moment.on), "condition": moment.condition}
    return str(WORDS[Kind(moment.kind)]) % values


def date_sentence(moment: MeasureDate, words: Mapping[str, Any] | None = None) -> str:
    """A whole sentence: "Der Dienst endet am 31. Juli 2022."; ``words`` are those of the kind of measure."""
    return _sentence(moment.event, date_words(moment), words)


def window_words(window: Window) -> str:
    """One institution's window: "im Zeitfenster vom 1. März 2022 bis 31. März 2022"."""
    values = {"first": day_words(window.starts_on), "last": day_words(window.ends_on)}
    return _("in the time window from %(first)s to %(last)s") % values


def windows_words(windows: Iterable[Window]) -> str:
    """All windows of a measure, said generally, from the first one's first day to the last one's last."""
    rows = sorted(windows, key=lambda row: row.starts_on)
    values = {
        "number": len(rows),
        "first": day_words(rows[0].starts_on),
        "last": day_words(rows[-1].ends_on),
    }
    if len(rows) == 1:
        return window_words(rows[0])
    if _is_monthly(rows):
        return _("in %(number)s monthly time windows between %(first)s and %(last)s") % values
    return _("in %(number)s time windows between %(first)s and %(last)s") % values


def measure_sentences(measure: Measure, window: Window | None = None) -> tuple[str, ...]:
    """All dates of a measure, a sentence each; with ``window`` that of one institution in place of all windows."""
    kind = measure_kinds[measure.kind]
    said = {row.event: date_words(row) for row in measure.dates.all()}
    windows = list(measure.windows.all())
    if window is not None:
        said[kind.window_event] = window_words(window)
    elif windows:
        said[kind.window_event] = windows_words(windows)
    return tuple(_sentence(event, said[event], kind.words) for event in Event.values if event in said)


def effect_words(effect: Effect) -> EffectWords:
    """What an effect says to its institution.

    Asks no database where ``effect.measure`` has its dates, windows and programme prefetched and ``effect.window``
    and ``effect.alternative`` are selected (``queries.effects_for_words``).
    """
    measure = effect.measure
    return EffectWords(
        title=measure.title,
        what=measure.what_changes.strip(),
        when=measure_sentences(measure, effect.window),
        exception=_ended(_("Not affected: %(who)s") % {"who": measure.exception})
        if measure.exception
        else "",
        assurance=measure.assurance.strip(),
        action=action_words(effect),
        successor=_successor(effect),
        cost=cost_words(effect.cost_before, effect.cost_after),
        contract=_contract(effect),
        breaks=breaks_words(effect.breaks),
    )


def action_words(effect: Effect) -> str:
    """The flag of an effect: nothing to do, or what; of a service that others hang on, that these are to be settled."""
    measure = effect.measure
    if effect.action_needed and not measure.action_needed:
        return _(
            "The service itself asks nothing of you. But please settle what becomes of all that depends on it."
        )
    if not measure.action_needed:
        return _("There is nothing for you to do.")
    return measure.what_to_do.strip() or _("You need to act.")


def _successor(effect: Effect) -> str:
    if effect.alternative is not None:
        return _("You have chosen: %(name)s.") % {"name": effect.alternative}
    programme = effect.measure.programme
    if can_choose(effect.measure) and programme.no_recommendation:
        reason = programme.no_recommendation_reason
        if not reason:
            return _("We must not recommend a successor.")
        return _ended(_("We must not recommend a successor: %(reason)s") % {"reason": reason})
    return ""


def _ended(sentence: str) -> str:
    """With a full stop, where what people typed brings none."""
    text = sentence.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _contract(effect: Effect) -> str:
    if effect.conflict_until is None:
        return ""
    return _("A contract for it runs until %(day)s. It is respected; we settle it with you.") % {
        "day": day_words(effect.conflict_until)
    }


def breaks_words(breaks: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What else stops working: "Davon hängt ab: Homepage www.…"."""
    names = [str(item["name"]) for item in breaks if item.get("name")]
    if not names:
        return ()
    shown = ", ".join(names[:5])
    if len(names) > 5:
        more = len(names) - 5
        shown = ngettext("%(shown)s and %(more)s more", "%(shown)s and %(more)s more", more) % {
            "shown": shown, "more": more,
        }  # fmt: skip
    return (_("This depends on it and stops working, too: %(names)s.") % {"names": shown},)


def cost_words(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What each payer pays in a year, today and afterwards; empty where nothing is known."""
    if not before and not after:
        return ""
    now = _payers(before) or _("nothing")
    if not after:
        return _("Cost per year today: %(now)s; afterwards it is not known yet.") % {"now": now}
    then = _payers(after) or _("nothing")
    return _("Cost per year today: %(now)s; afterwards: %(then)s.") % {"now": now, "then": then}


def money_words(amount: Decimal | str) -> str:
    """1.234,50 Euro."""
    return _("%(amount)s Euro") % {
        "amount": number_format(Decimal(amount), decimal_pos=2, force_grouping=True)
    }


def _payers(cost: Mapping[str, str]) -> str:
    return ", ".join(
        f"{Payer(payer).label} {money_words(cost[payer])}"
        for payer in Payer.values
        if Decimal(cost.get(payer, 0))
    )


def _sentence(event: str, when: str, words: Mapping[str, Any] | None) -> str:
    template = (words or {}).get(event) or SENTENCES[Event(event)]
    return str(template) % {"when": when}


def _is_monthly(rows: Sequence[Window]) -> bool:
    months = [row.starts_on.year * 12 + row.starts_on.month for row in rows]
    return all(row.starts_on.month == row.ends_on.month for row in rows) and all(
        later == month + 1 for month, later in itertools.pairwise(months)
    )
