"""Lines, and the blocks and addresses that belong to them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from allmende.provider.offers.resources.types import Fields, Label, Reference, ResourceType, Row, number_key
from allmende.provider.offers.resources.values import Count, Host, Words, address_key, block_key, block_keys


class Line(Fields):
    """The connection of a place to the internet. How long it is bound stands in the resource's contract date."""

    class Technology(TextChoices):
        DSL = "dsl", "DSL"
        CABLE = "cable", _("Cable")
        FIBRE = "fibre", _("Fibre")
        RADIO = "radio", _("Radio")

    class Network(TextChoices):
        TEACHING = "teaching", _("Teaching")
        ADMINISTRATION = "administration", _("Administration")
        BOTH = "both", _("Teaching and administration")

    technology: Annotated[Technology, Label(_("Technology"))]
    down_mbit: Annotated[Count, Label(_("Bandwidth down"), unit="Mbit/s")] = None
    up_mbit: Annotated[Count, Label(_("Bandwidth up"), unit="Mbit/s")] = None
    network: Annotated[Network, Label(_("Network"))] = Network.TEACHING
    at_node: Annotated[bool, Label(_("Connected directly at the node of a university"))] = False
    node: Annotated[Words, Label(_("Node"))] = ""
    carrier: Annotated[Words, Label(_("Carrier"))] = ""
    term_months: Annotated[Count, Label(_("Term of the contract"), unit=_("months"))] = None


class Block(Fields):
    """A block of addresses; its number is the block, such as ``192.0.2.0/28``."""

    line: Annotated[Words, Label(_("Line"), help=_("Number of the line over which it comes."))] = ""
    given_by: Annotated[Words, Label(_("Given by"))] = ""


class Address(Fields):
    """One address in use; its number is the address."""

    line: Annotated[Words, Label(_("Line"), help=_("Where it lies in no block that is kept here."))] = ""
    purpose: Annotated[Words, Label(_("Used for"))] = ""
    reverse: Annotated[
        Host, Label(_("Name of the address"), help=_("What the reverse entry (PTR) says."))
    ] = ""


def block_known_as(row: Row) -> Iterable[str]:
    """By its network."""
    try:
        yield block_key(row.number)
    except ValueError:
        return


def block_needs(row: Row) -> Iterable[Reference]:
    """A block comes over a line, or is part of a larger one."""
    if row.fields.get("line"):
        yield Reference("routed_by", (number_key("line", row.fields["line"]),))
    try:
        yield Reference("part_of", block_keys(str(ipaddress.ip_network(row.number, strict=False))))
    except ValueError:
        return


def address_known_as(row: Row) -> Iterable[str]:
    """By the address in its usual form."""
    try:
        yield address_key(str(ipaddress.ip_address(row.number)))
    except ValueError:
        return


def address_needs(row: Row) -> Iterable[Reference]:
    """An address lies in a block; where none is kept, it comes over a line."""
    line = (number_key("line", row.fields["line"]),) if row.fields.get("line") else ()
    try:
        yield Reference("part_of", (*block_keys(row.number), *line))
    except ValueError:
        yield Reference("part_of", line)


TYPES = (
    ResourceType(
        key="line", label=_("Line"), plural=_("Lines"), family="network", schema=Line, name="{number} ({technology})"
    ),
    ResourceType(
        key="ip_block", label=_("Block of addresses"), plural=_("Blocks of addresses"), family="network", schema=Block,
        known_as=block_known_as, prefixes=("net4", "net6"), points_at=block_needs,
    ),
    ResourceType(
        key="ip_address", label=_("IP address"), plural=_("IP addresses"), family="network", schema=Address,
        known_as=address_known_as, prefixes=("ip",), points_at=address_needs,
    ),
)  # fmt: skip
