"""Moodle sites that the provider runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from ..types import Fields, Label, Reference, ResourceType, Row, number_key
from ..values import Count, Host, Keywords, Words, host_key, site_key


class MoodleSite(Fields):
    """A Moodle of one institution."""

    address: Annotated[Host, Label(_("Web address"))] = ""
    server: Annotated[Words, Label(_("Server"), help=_("Number of the server."))] = ""
    version: Annotated[Words, Label(_("Software version"))] = ""
    own_template: Annotated[
        Words, Label(_("Own template"), help=_("Its name, where the institution has one of its own."))
    ] = ""
    plugins: Annotated[
        Keywords, Label(_("Plugins"), help=_("Such as unoconv, which converts documents."))
    ] = []
    is_homepage: Annotated[bool, Label(_("Serves as the institution's homepage"))] = False
    courses: Annotated[Count, Label(_("Courses"))] = None
    users: Annotated[Count, Label(_("Accounts"))] = None
    size_gb: Annotated[Count, Label(_("Size"), unit="GB")] = None


def homepage_key(institution: object) -> str:
    """Under which the Moodle is known that serves as an institution's homepage."""
    return f"homepage-of:{institution}"


def known_as(row: Row) -> Iterable[str]:
    """By its address, and as the homepage of its institution."""
    if row.fields.get("address"):
        yield site_key(row.fields["address"])
    if row.fields.get("is_homepage") and row.institution:
        yield homepage_key(row.institution)


def needs(row: Row) -> Iterable[Reference]:
    """A site needs its name in the DNS and its server."""
    if row.fields.get("address"):
        yield Reference("reached_by", (host_key(row.fields["address"]),))
    if row.fields.get("server"):
        yield Reference("runs_on", (number_key("server", row.fields["server"]),))


TYPES = (
    ResourceType(
        key="moodle_site", label=_("Moodle"), plural=_("Moodle sites"), family="learning", schema=MoodleSite,
        name="Moodle {address}", known_as=known_as, prefixes=("site", "homepage-of"), points_at=needs,
    ),
)  # fmt: skip
