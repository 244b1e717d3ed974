"""Mail domains and mailboxes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ..types import Fields, Label, Reference, ResourceType, Row, number_key
from ..values import Count, Host, Words, zone_keys


class MailDomain(Fields):
    """A domain under which an institution receives mail; its number is the domain."""

    own: Annotated[
        bool, Label(_("Own domain"), help=_("It belongs to the institution and survives a move."))
    ] = False
    server: Annotated[Host, Label(_("Mail server"), help=_("Where it does not stand in the DNS."))] = ""


class Mailbox(Fields):
    """A mailbox; its number is the address."""

    class Use(TextChoices):
        FUNCTION = "function", _("Function")
        PERSON = "person", _("One person")
        LIST = "list", _("Distribution list")

    use: Annotated[Use, Label(_("Use"))] = Use.FUNCTION
    size_mb: Annotated[Count, Label(_("Content"), unit="MB")] = None
    forwards_to: Annotated[Words, Label(_("Forwards to"))] = ""


def domain_needs(row: Row) -> Iterable[Reference]:
    """Mail arrives where the MX record says, and is believed where the SPF record says (RFC 5321, RFC 7208)."""
    domain = row.number.casefold()
    yield Reference("delivered_by", (f"mx:{domain}",))
    yield Reference("vouched_by", (f"spf:{domain}",))
    yield Reference("in_zone", (f"zone:{domain}", *zone_keys(domain)))
    if row.fields.get("server"):
        yield Reference("delivered_by", (f"host:{row.fields['server']}",))


def mailbox_needs(row: Row) -> Iterable[Reference]:
    """A mailbox needs the domain of its address."""
    yield Reference("in_domain", (number_key("mail_domain", row.number.rpartition("@")[2]),))


TYPES = (
    ResourceType(
        key="mail_domain", label=_("Mail domain"), plural=_("Mail domains"), family="mail", schema=MailDomain,
        points_at=domain_needs,
    ),
    ResourceType(
        key="mailbox", label=_("Mailbox"), plural=_("Mailboxes"), family="mail", schema=Mailbox, is_personal=True,
        points_at=mailbox_needs,
    ),
)  # fmt: skip
