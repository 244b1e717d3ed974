from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allmende.base.directory.models import Audience, Topic
from allmende.base.directory.queries import brief, services, topics
from allmende.outward.website.kept import kept_for_strangers

#: Life situations on the start page where the municipality has chosen none itself.
_SITUATIONS = 12
_FREQUENT = 8


@kept_for_strangers
def start(request: HttpRequest) -> HttpResponse:
    """The start page: search, frequent services, life situations."""
    situations = list(topics(Topic.Kind.SITUATION).filter(position__gt=0).order_by("position", "name"))
    if not situations:
        situations = list(topics(Topic.Kind.SITUATION).filter(audience=Audience.CITIZEN)[:_SITUATIONS])
    frequent = brief(services()).filter(featured__gt=0).order_by("featured", "name")[:_FREQUENT]
    return render(request, "website/start.html", {"frequent": frequent, "situations": situations})
