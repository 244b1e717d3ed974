from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from allmende.base.directory.models import Audience, Service, Topic
from allmende.base.directory.online import online_service_ids
from allmende.base.directory.queries import brief, services, topics
from allmende.foundation.api.keyset import keyset_page
from allmende.foundation.api.problems import Problem
from allmende.outward.website.kept import kept_for_strangers

#: Up to so many services stand on one page; more are shown by group.
_ON_ONE_PAGE = 60
_PAGE = 60


@kept_for_strangers
def situations(request: HttpRequest) -> HttpResponse:
    """All life situations, those of citizens and those of businesses."""
    rows = list(topics(Topic.Kind.SITUATION))
    parts = [
        (Audience.CITIZEN.label, [row for row in rows if row.audience == Audience.CITIZEN]),
        (Audience.BUSINESS.label, [row for row in rows if row.audience == Audience.BUSINESS]),
        (_("More"), [row for row in rows if row.audience in (Audience.OFFICE, Audience.SCHOOL)]),
    ]
    context = {"title": _("Life situations"), "parts": [part for part in parts if part[1]]}
    return render(request, "website/topics.html", {**context, "url_name": "website:situation"})


@kept_for_strangers
def subjects(request: HttpRequest) -> HttpResponse:
    """All subjects."""
    context = {"title": _("Subjects"), "parts": [("", list(topics(Topic.Kind.SUBJECT)))]}
    return render(request, "website/topics.html", {**context, "url_name": "website:subject"})


@kept_for_strangers
def situation(request: HttpRequest, key: str) -> HttpResponse:
    """The services of a life situation."""
    topic = get_object_or_404(topics(Topic.Kind.SITUATION), key=key)
    rows = services().filter(life_situation=topic)
    return _topic(request, topic, rows, (_("Life situations"), "website:situations"))


@kept_for_strangers
def subject(request: HttpRequest, key: str) -> HttpResponse:
    """The services of a subject."""
    topic = get_object_or_404(topics(Topic.Kind.SUBJECT), key=key)
    return _topic(request, topic, services().filter(subject=topic), (_("Subjects"), "website:subjects"))


def _topic(
    request: HttpRequest, topic: Topic, rows: QuerySet[Service], above: tuple[str, str]
) -> HttpResponse:
    group = request.GET.get("gruppe", "")[:10]
    context: dict[str, Any] = {"topic": topic, "above": above, "online": online_service_ids()}
    if group:
        context |= _group(rows.filter(group_key=group), request.GET.get("ab", ""))
    else:
        found = list(brief(rows).order_by("group", "name")[: _ON_ONE_PAGE + 1])
        if len(found) <= _ON_ONE_PAGE:
            context["groups"] = _by_group(found)
        else:
            context["counts"] = (
                rows.values("group_key", "group").annotate(count=Count("id")).order_by("group")
            )
            context["first"] = [row for row in found if row.featured or row.pk in context["online"]]
    return render(request, "website/topic.html", context)


def _group(rows: QuerySet[Service], after: str) -> dict[str, Any]:
    """One page of a group's services."""
    try:
        found, following = keyset_page(brief(rows), order=("name", "id"), after=after, limit=_PAGE)
    except Problem:
        raise Http404 from None
    if not found:
        raise Http404
    return {"group": found[0].group, "groups": [("", found)], "following": following, "after": after}


def _by_group(rows: Iterable[Service]) -> list[tuple[str, list[Service]]]:
    return [(name, list(members)) for name, members in groupby(rows, key=lambda row: row.group)]
