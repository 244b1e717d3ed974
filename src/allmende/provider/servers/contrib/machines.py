"""Servers, and the applications that run on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import BeforeValidator

from allmende.provider.offers.resources.types import Fields, Label, Reference, ResourceType, Row, number_key
from allmende.provider.offers.resources.values import Addresses, Count, Words, address_key, block_keys


class Server(Fields):
    """A server, physical or virtual."""

    class Purpose(TextChoices):
        FILES = "files", _("Files")
        APPLICATION = "application", _("Specialist application")
        DATABASE = "database", _("Database")
        MAIL = "mail", _("Mail")
        WEB = "web", _("Web")
        TEACHING = "teaching", _("Teaching IT")
        BUILDING = "building", _("Building control")
        OTHER = "other", _("Other")

    purpose: Annotated[Purpose, Label(_("Purpose"))] = Purpose.OTHER
    bought_on: Annotated[date | None, BeforeValidator(lambda value: value or None), Label(_("Bought on"))] = (
        None
    )
    is_virtual: Annotated[bool, Label(_("Virtual"))] = False
    host: Annotated[
        Words, Label(_("Runs on"), help=_("Number of the server that carries a virtual one."))
    ] = ""
    ram_gb: Annotated[Count, Label(_("Memory"), unit="GB")] = None
    cores: Annotated[Count, Label(_("Cores"))] = None
    storage_gb: Annotated[Count, Label(_("Storage"), unit="GB")] = None
    users: Annotated[Count, Label(_("Users"))] = None
    system: Annotated[Words, Label(_("Operating system"))] = ""
    location: Annotated[Words, Label(_("Location"))] = ""
    pool: Annotated[
        Words, Label(_("Pool"), help=_("For whom its capacity is kept, such as schools or universities."))
    ] = ""
    addresses: Annotated[Addresses, Label(_("IP addresses"))] = []


class Application(Fields):
    """An application that an office works with."""

    server: Annotated[Words, Label(_("Server"), help=_("Number of the server."))] = ""
    maker: Annotated[Words, Label(_("Maker"))] = ""
    users: Annotated[Count, Label(_("Users"))] = None
    is_teaching: Annotated[bool, Label(_("For lessons"))] = False


def server_needs(row: Row) -> Iterable[Reference]:
    """A server is reached at its addresses; a virtual one needs the one that carries it."""
    for address in row.fields.get("addresses") or ():
        yield Reference("reached_by", (address_key(address), *block_keys(address)))
    if row.fields.get("host"):
        yield Reference("runs_on", (number_key("server", row.fields["host"]),))


def application_needs(row: Row) -> Iterable[Reference]:
    """An application runs on a server."""
    if row.fields.get("server"):
        yield Reference("runs_on", (number_key("server", row.fields["server"]),))


TYPES = (
    ResourceType(
        key="server", label=_("Server"), plural=_("Servers"), family="servers", schema=Server, points_at=server_needs
    ),
    ResourceType(
        key="application", label=_("Specialist application"), plural=_("Specialist applications"),
        family="servers", schema=Application,
        points_at=application_needs,
    ),
)  # fmt: skip
