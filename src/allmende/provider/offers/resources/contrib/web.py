"""Web spaces and databases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ..types import Fields, Label, Reference, ResourceType, Row, number_key
from ..values import Count, Host, Words, host_key, site_key
from .learning import homepage_key


class WebSpace(Fields):
    """Space for a site that the institution itself looks after."""

    class Kind(TextChoices):
        HOMEPAGE = "homepage", _("Homepage")
        WIKI = "wiki", _("Wiki")
        FORUM = "forum", _("Forum")
        NEXTCLOUD = "nextcloud", _("Nextcloud")
        OWN_MOODLE = "own_moodle", _("Moodle looked after by the institution itself")
        OTHER = "other", _("Other")

    class Made(TextChoices):
        FILES = "files", _("Plain files")
        CMS = "cms", _("Content management system")
        MOODLE = "moodle", _("The institution's Moodle")
        UNKNOWN = "unknown", _("Not known")

    kind: Annotated[Kind, Label(_("Kind"))] = Kind.HOMEPAGE
    address: Annotated[Host, Label(_("Web address"))] = ""
    server: Annotated[Words, Label(_("Server"), help=_("Number of the server."))] = ""
    database: Annotated[Words, Label(_("Database"), help=_("Number of the database."))] = ""
    made_with: Annotated[Made, Label(_("Made with"))] = Made.UNKNOWN
    redirects_to: Annotated[
        Host, Label(_("Redirects to"), help=_("Another address, where it only leads there."))
    ] = ""
    size_gb: Annotated[Count, Label(_("Size"), unit="GB")] = None


class Database(Fields):
    """A database for a site."""

    class Engine(TextChoices):
        MARIADB = "mariadb", "MariaDB"
        POSTGRESQL = "postgresql", "PostgreSQL"
        OTHER = "other", _("Other")

    engine: Annotated[Engine, Label(_("Kind"))] = Engine.MARIADB
    server: Annotated[Words, Label(_("Server"), help=_("Number of the server."))] = ""
    size_mb: Annotated[Count, Label(_("Size"), unit="MB")] = None


def known_as(row: Row) -> Iterable[str]:
    """By the address at which it answers."""
    if row.fields.get("address"):
        yield site_key(row.fields["address"])


def needs(row: Row) -> Iterable[Reference]:
    """A site needs its name, its server and database; a homepage that is a Moodle, or leads to one, needs that."""
    fields = row.fields
    if fields.get("address"):
        yield Reference("reached_by", (host_key(fields["address"]),))
    if fields.get("server"):
        yield Reference("runs_on", (number_key("server", fields["server"]),))
    if fields.get("database"):
        yield Reference("stores_in", (number_key("database", fields["database"]),))
    if fields.get("redirects_to"):
        yield Reference("leads_to", (site_key(fields["redirects_to"]), host_key(fields["redirects_to"])))
    if fields.get("kind") == "homepage" and fields.get("made_with") == "moodle":
        yield Reference("made_with", (homepage_key(row.institution),))


def database_needs(row: Row) -> Iterable[Reference]:
    """A database needs its server."""
    if row.fields.get("server"):
        yield Reference("runs_on", (number_key("server", row.fields["server"]),))


TYPES = (
    ResourceType(
        key="web_space", label=_("Web space"), plural=_("Web spaces"), family="web", schema=WebSpace,
        name="{address}", known_as=known_as, prefixes=("site",), points_at=needs,
    ),
    ResourceType(
        key="database", label=_("Database"), plural=_("Databases"), family="web", schema=Database,
        points_at=database_needs,
    ),
)  # fmt: skip
