"""News as a feed (Atom), dates as a calendar file (ICS)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tenants.queries import absolute_url
from allmende.provider.offers.orders.queries import official_answers
from allmende.provider.transitions.models import MeasureDate
from allmende.provider.transitions.wording import event_words

from ..published import Published, PublishedMeasure, revisions_of
from .public import get_public

NEWEST = 30


@require_safe
def news(request: HttpRequest, key: str) -> HttpResponse:
    """Revisions and official answers, the newest first."""
    found = get_public(key)
    page = absolute_url(reverse("windows:programme", args=[key]))
    feed = Atom1Feed(
        title=found.texts["title"], link=page, description=found.texts["phase"], language=get_language() or "de",
        author_name=current_tenant().name, feed_url=absolute_url(reverse("windows:feed", args=[key])),
    )  # fmt: skip
    entries = []
    for row, changes in revisions_of(found, NEWEST):
        lines = [row.summary, *(f"{c.measure}, {c.label}: {c.before} → {c.after}" for c in changes)]
        title, text = _("Revision %(number)s") % {"number": row.number}, "\n".join(filter(None, lines))
        entries.append((row.published_at, f"{page}#fassung-{row.number}", title, text))
    for answer in official_answers(found.programme.stream):
        entries.append((answer.published_at, f"{page}#antwort-{answer.key}", answer.question, answer.answer))
    for at, link, title, text in sorted(entries, key=lambda entry: entry[0], reverse=True)[:NEWEST]:
        # Readers take it for HTML.
        said = linebreaksbr(text, autoescape=True)
        feed.add_item(title=title, link=link, description=said, pubdate=at, updateddate=at, unique_id=link)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """Fixed dates and windows as events; every other kind as text, since a calendar cannot say what it is."""
    from icalendar import Calendar, vText

    found = get_public(key)
    file = Calendar()
    file.add("prodid", "-//Allmende//Umstellungen//DE")
    file.add("version", "2.0")
    file["X-WR-CALNAME"] = vText(found.texts["title"])
    undated = [line for measure in found.measures for line in _undated(measure)]
    if undated:
        text = _("Without a fixed day, so not entered:") + "\n" + "\n".join(undated)
        file["X-WR-CALDESC"] = file["DESCRIPTION"] = vText(text)
    for measure in found.measures:
        for event in _events(found, measure, undated):
            file.add_component(event)
    response = HttpResponse(file.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}.ics"'
    return response


def _undated(measure: PublishedMeasure) -> list[str]:
    """What has no day that is sure, exactly as it is said."""
    unsure = {row.event for row in measure.dates if row.kind != MeasureDate.Kind.FIXED}
    known = [*(row.event for row in measure.dates), *([measure.window_event] if measure.windows else ())]
    ordered = [event for event in MeasureDate.Event.values if event in known]
    return [
        f"{measure.title}: {said}"
        for event, said in zip(ordered, measure.sentences, strict=True)
        if event in unsure
    ]


def _events(found: Published, measure: PublishedMeasure, undated: list[str]) -> list[Any]:
    from icalendar import Event

    said = "\n".join([*measure.sentences, *undated])
    spans = [
        (row.event, row.on, row.on, event_words(row.event))
        for row in measure.dates
        if row.kind == MeasureDate.Kind.FIXED and row.on
    ]
    spans += [
        (str(window.pk), window.starts_on, window.ends_on, _("time window for some of the institutions"))
        for window in measure.windows
    ]
    events = []
    for key, first, last, what in spans:
        event = Event()
        event.add("uid", f"{measure.id}-{key}@allmende")
        event.add("dtstamp", found.revision.published_at)
        event.add("sequence", found.revision.number)
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
        event.add("summary", f"{measure.title}: {what}")
        event.add("description", said)
        event.add("url", absolute_url(reverse("windows:programme", args=[found.programme.key])))
        events.append(event)
    return events
