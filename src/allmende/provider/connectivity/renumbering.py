"""The kind of measure that replaces addresses (Umnummerierung)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.provider.offers.resources.graph import Graph
from allmende.provider.transitions.kinds import PROVIDER, MeasureKind, PlannedStep, planned
from allmende.provider.transitions.models import Effect, Measure, MeasureDate

from .plan import KIND, old_resources

Event = MeasureDate.Event


def reached(measure: Measure, graph: Graph) -> Iterable[uuid.UUID]:
    """The old blocks and addresses of the plan; what uses them breaks."""
    return [key for key in old_resources(measure) if key in graph.place]


def steps(measure: Measure, effect: Effect) -> list[PlannedStep]:
    """In the order of the worksheet; only for what the institution has."""
    types = {str(item.get("type")) for item in effect.breaks}
    found: list[PlannedStep] = []

    def step(key: str, text: str, owner: str, days: int, hours: str = "0") -> None:
        order = 10 * (len(found) + 1)
        text = _("%(measure)s: %(text)s") % {"measure": measure.title, "text": text}
        found.append(planned(measure, effect, key, text, owner, hours=hours, days=days, order=order))

    step("sheet", _("check the worksheet: is every use of your addresses on it?"), "it", -60, "2")
    if "dns_record" in types:
        step("lower", _("lower the time to live of the records"), PROVIDER, -5)
    step("add", _("set up the new addresses beside the old ones"), "it", -2, "2")
    if "firewall_rule" in types:
        step("rules", _("add rules for the new addresses to the firewall"), "it", -2, "1")
    if "mail_domain" in types:
        step(
            "senders", _("list of senders (SPF) and reverse entries (PTR) for the new address"), PROVIDER, -2
        )
    if "dns_record" in types:
        step("switch", _("switch the records to the new addresses"), PROVIDER, 0)
    if "vpn" in types:
        step("vpn", _("switch both ends of the VPN"), "it", 0, "2")
    step("test", _("test everything on the worksheet"), "it", 1, "2")
    step("raise", _("raise the time to live, take out what is old"), PROVIDER, 7)
    return found


KIND_OF_MEASURE = MeasureKind(
    key=KIND,
    label=gettext_lazy("Renumbering: new IP addresses"),
    steps=steps,
    events=(Event.MOVE, Event.RETURN),
    window_event=Event.MOVE,
    reached=reached,
    words={Event.MOVE: gettext_lazy("Your addresses are switched %(when)s.")},
    page="connectivity:plan",
)
