"""What a revision changed for some institutions: before and after, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import MeasureDate, Revision, Window
from allmende.provider.transitions.wording import date_words, event_words, window_words

_FIELDS = {
    "title": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind of change"),
    "offer": gettext_lazy("Service"),
    "exception": gettext_lazy("Who is not affected"),
    "what_changes": gettext_lazy("What changes"),
    "assurance": gettext_lazy("What is promised"),
    "what_to_do": gettext_lazy("What you need to do"),
}


@dataclass(frozen=True)
class Change:
    """One difference: of what, before (empty: there was nothing) and after (empty: it is gone)."""

    measure: str
    what: str
    before: str
    after: str


def changes_for(revision: Revision, institutions: Sequence[Institution]) -> tuple[Change, ...]:
    """The differences that concern these institutions, each once, in order."""
    places = sorted({place for one in institutions for place in revision.touched.get(str(one.pk), ())})
    return tuple(in_words(revision, revision.changes[place]) for place in places)


def in_words(revision: Revision, change: dict[str, Any]) -> Change:
    """A difference as the revision records it, in words."""
    measure = revision.content.get("measures", {}).get(change["measure"], {})
    title = str(measure.get("title") or change["before"] or "")
    what, before, after = str(change["what"]), change["before"], change["after"]
    if what.startswith("date:"):
        return Change(title, event_words(what.removeprefix("date:")), _date(before), _date(after))
    if what in ("windows", "window"):
        return Change(title, _("Time window"), _window(before), _window(after))
    if what == "reached":
        return Change(title, _("Whether it concerns you"), _("not affected"), _("affected"))
    if what == "unreached":
        return Change(title, _("Whether it concerns you"), _("affected"), _("not affected any more"))
    if what == "added":
        return Change(title, _("New"), "", title)
    if what == "removed":
        return Change(title, _("Dropped"), title, "")
    if what == "action_needed":
        return Change(title, _("Whether you need to act"), _yes_no(before), _yes_no(after))
    return Change(title, str(_FIELDS.get(what, what)), str(before or ""), str(after or ""))


def _date(moment: dict[str, Any] | None) -> str:
    if not moment:
        return ""
    on = date.fromisoformat(moment["on"]) if moment.get("on") else None
    return date_words(MeasureDate(kind=moment["kind"], on=on, condition=moment.get("condition", "")))


def _window(span: Sequence[str] | None) -> str:
    if not span:
        return ""
    return window_words(Window(starts_on=date.fromisoformat(span[0]), ends_on=date.fromisoformat(span[1])))


def _yes_no(value: object) -> str:
    return _("Yes") if value else _("No")
