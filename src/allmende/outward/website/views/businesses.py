"""One place for businesses: the point of single contact (Art. 6 Directive 2006/123/EC, sections 71a ff. VwVfG)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allmende.base.directory.models import Audience, Topic
from allmende.base.directory.online import online_service_ids
from allmende.base.directory.queries import brief, services, topics, unit_by_key
from allmende.foundation.tenants.context import current_tenant
from allmende.outward.website.kept import kept_for_strangers
from allmende.outward.website.offices import office_card


@kept_for_strangers
def businesses(request: HttpRequest) -> HttpResponse:
    """What businesses do online, their situations, and the one office that helps with all of it.

    The municipality's setting ``single_contact`` holds that office's key.
    """
    rows = brief(services()).filter(pk__in=online_service_ids()).order_by("name")
    unit = unit_by_key(str(current_tenant().settings.get("single_contact", "")))
    context: dict[str, Any] = {
        "services": [row for row in rows if Audience.BUSINESS in row.audiences],
        "topics": topics(Topic.Kind.SITUATION).filter(audience=Audience.BUSINESS),
        "online": online_service_ids(), "unit": unit, "card": office_card(unit) if unit else None,
    }  # fmt: skip
    return render(request, "website/businesses.html", context)
