"""What stands between networks and names addresses: VPN, rules of firewalls, certificates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import BeforeValidator

from allmende.provider.offers.resources.types import Fields, Label, Reference, ResourceType, Row
from allmende.provider.offers.resources.values import Hosts, Keywords, Words, host_key, target_keys

Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]


class Vpn(Fields):
    """A tunnel between two networks."""

    endpoints: Annotated[
        Keywords, Label(_("Ends at"), help=_("Addresses or names, separated by commas."))
    ] = []
    purpose: Annotated[Words, Label(_("Used for"))] = ""


class FirewallRule(Fields):
    """One rule of a firewall."""

    class Effect(TextChoices):
        ALLOW = "allow", _("Let through")
        BLOCK = "block", _("Block")

    effect: Annotated[Effect, Label(_("Effect"))] = Effect.ALLOW
    source: Annotated[Words, Label(_("Source"), help=_("An address, a block, a name, or any."))] = "any"
    target: Annotated[Words, Label(_("Target"), help=_("An address, a block, a name, or any."))] = "any"
    port: Annotated[Words, Label(_("Port"))] = ""


class Certificate(Fields):
    """A certificate for names (TLS)."""

    names: Annotated[Hosts, Label(_("Names"))] = []
    issuer: Annotated[Words, Label(_("Issuer"))] = ""
    valid_until: Annotated[Day, Label(_("Valid until"))] = None


def vpn_needs(row: Row) -> Iterable[Reference]:
    """A tunnel ends at addresses or names."""
    for endpoint in row.fields.get("endpoints") or ():
        yield Reference("ends_at", _keys(endpoint))


def rule_needs(row: Row) -> Iterable[Reference]:
    """A rule names addresses, blocks or hosts; one that goes leaves a rule that guards nothing."""
    for side in ("source", "target"):
        yield Reference("lets_through", _keys(row.fields.get(side) or ""))


def certificate_needs(row: Row) -> Iterable[Reference]:
    """A certificate is of use as long as its names lead somewhere."""
    for name in row.fields.get("names") or ():
        yield Reference("made_for", (host_key(name),))


def _keys(target: str) -> tuple[str, ...]:
    try:
        return target_keys(target)
    except ValueError:
        return ()


TYPES = (
    ResourceType(
        key="vpn", label=_("VPN"), plural=_("VPNs"), family="network", schema=Vpn, points_at=vpn_needs
    ),
    ResourceType(
        key="firewall_rule", label=_("Firewall rule"), plural=_("Firewall rules"), family="network",
        schema=FirewallRule, name="{source} → {target} {port}", points_at=rule_needs,
    ),
    ResourceType(
        key="certificate", label=_("TLS certificate"), plural=_("TLS certificates"), family="network",
        schema=Certificate, points_at=certificate_needs,
    ),
)  # fmt: skip
