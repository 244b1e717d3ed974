"""What staff read about a programme in lines and differences; dates come from ``wording``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Measure, MeasureDate, Revision, Window
from .wording import date_words, event_words, window_words, windows_words

NAMES = {
    "title": gettext_lazy("Title"),
    "reason": gettext_lazy("Reason"),
    "legal_basis": gettext_lazy("Legal basis"),
    "capacity_conflict": gettext_lazy("Conflict with other tasks"),
    "phase": gettext_lazy("Phase"),
    "history": gettext_lazy("History"),
    "stakeholders": gettext_lazy("Who takes part"),
    "risks": gettext_lazy("Risks"),
    "no_recommendation": gettext_lazy("We must not recommend a successor: lists are neutral"),
    "no_recommendation_reason": gettext_lazy("Why no recommendation"),
    "open_point": gettext_lazy("Open point"),
    "kind": gettext_lazy("Kind"),
    "offer": gettext_lazy("Offer"),
    "exception": gettext_lazy("Whom it leaves out: in words"),
    "what_changes": gettext_lazy("What changes"),
    "assurance": gettext_lazy("What is promised"),
    "action_needed": gettext_lazy("Those affected need to do something"),
    "what_to_do": gettext_lazy("What they need to do"),
    "added": gettext_lazy("New"),
    "removed": gettext_lazy("No longer part of the programme"),
    "windows": gettext_lazy("Time window"),
    "window": gettext_lazy("Your time window"),
    "reached": gettext_lazy("Affected for the first time"),
    "unreached": gettext_lazy("No longer affected"),
}


@dataclass(frozen=True)
class DateLine:
    """One event of a measure, with its date in words; ``row`` is None where windows are its date."""

    label: str
    words: str
    row: MeasureDate | None


@dataclass(frozen=True)
class ChangeWords:
    """A difference between two revisions, in words. Empty: there was nothing, or there is nothing any more."""

    measure: str
    label: str
    before: str
    after: str


def measure_lines(measure: Measure) -> list[DateLine]:
    """All dates of a measure, in the order of events; windows as one line."""
    from_record = {
        row.event: DateLine(event_words(row.event), date_words(row), row) for row in measure.dates.all()
    }
    windows = list(measure.windows.all())
    lines = [from_record[event] for event in MeasureDate.Event.values if event in from_record]
    if windows:
        lines.append(DateLine(_("Time windows"), windows_words(windows), None))
    return lines


def changes_in_words(revision: Revision, only: list[int] | None = None) -> list[ChangeWords]:
    """The differences of a revision; ``only`` those at these places, as ``touched`` says for an institution."""
    titles = {key: measure["title"] for key, measure in revision.content.get("measures", {}).items()}
    changes = revision.changes if only is None else [revision.changes[place] for place in only]
    return [change_words(change, titles) for change in changes]


def change_words(change: Mapping[str, Any], titles: Mapping[str, str]) -> ChangeWords:
    """One difference in words."""
    what, before, after = change["what"], change.get("before"), change.get("after")
    measure = titles.get(change["measure"], "")
    if what.startswith("date:"):
        event = what.removeprefix("date:")
        return ChangeWords(measure, event_words(event), _date(event, before), _date(event, after))
    if what in ("windows", "window"):
        return ChangeWords(measure, str(NAMES[what]), _window(before), _window(after))
    if what in ("added", "removed"):
        return ChangeWords(measure or str(before or after), str(NAMES[what]), "", "")
    label = str(NAMES.get(what, what))
    return ChangeWords(measure, label, _plain(before), _plain(after))


def _date(event: str, record: Mapping[str, Any] | None) -> str:
    if not record:
        return ""
    on = date.fromisoformat(record["on"]) if record.get("on") else None
    return date_words(
        MeasureDate(event=event, kind=record["kind"], on=on, condition=record.get("condition", ""))
    )


def _window(span: Any) -> str:
    if not span:
        return ""
    return window_words(Window(starts_on=date.fromisoformat(span[0]), ends_on=date.fromisoformat(span[1])))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "\n".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return " – ".join(str(item) for item in value.values() if item)
    return str(value)
