"""What an institution uses, for the pages of the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from allmende.provider.offers.models import Institution
from allmende.provider.offers.sections import Section
from allmende.provider.offers.usage import UsageSource, Used

from .models import Resource
from .types import resource_types, type_label


def used(institutions: Collection[UUID]) -> Iterator[Used]:
    """Every resource in use there: one statement."""
    rows = Resource.objects.filter(institution_id__in=institutions).exclude(state=Resource.State.ENDED)
    columns = ("pk", "institution_id", "name", "type", "variant_id", "since", "contract_until")
    for key, institution, name, type, variant, since, until in rows.values_list(*columns):
        address = reverse("resources:one", args=[key])
        yield Used(institution, name, type_label(type), variant, since, until, address)


def by_type(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """How many of each type, with the way to the list."""
    rows = Resource.objects.filter(institution=institution).exclude(state=Resource.State.ENDED)
    counts = rows.values_list("type").annotate(number=Count("pk")).order_by("type")
    found = [
        (type, resource_types[type].plural if type in resource_types else type, number)
        for type, number in counts
    ]
    return {"counts": found, "number": institution.number} if found else None


SOURCE = UsageSource("resources", used)
SECTION = Section[Institution](
    "resources", 20, _("Resources"), "resources/parts/of_institution.html", by_type
)
