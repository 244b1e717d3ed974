"""Profiles of the filter that protects young people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from ..types import Fields, Label, Reference, ResourceType, Row, number_key
from ..values import Count, Keywords, Words


class FilterProfile(Fields):
    """What an institution's filter lets through."""

    supplier: Annotated[Words, Label(_("Supplier"), help=_("Where the provider resells it."))] = ""
    line: Annotated[Words, Label(_("Line"), help=_("Number of the line that it filters."))] = ""
    categories: Annotated[Keywords, Label(_("Blocked categories"))] = []
    devices: Annotated[Count, Label(_("Devices"))] = None


def needs(row: Row) -> Iterable[Reference]:
    """A filter sits on a line."""
    if row.fields.get("line"):
        yield Reference("runs_on", (number_key("line", row.fields["line"]),))


TYPES = (
    ResourceType(
        key="filter_profile", label=_("Filter profile"), plural=_("Filter profiles"), family="filter",
        schema=FilterProfile, points_at=needs,
    ),
)  # fmt: skip
