"""What a simulation assumes, as a form: cases, people, minutes, shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from allmende.base.workflow.graph import PERSON, Kind, Node, On, Process
from allmende.foundation.ui.forms import KernForm

from .simulation import HOURS_A_DAY, MOST_CASES, Plan, office_of, timer_hours

_MINUTES, _PEOPLE = 20, 1
_KINDS = ("people", "minutes", "share", "delay")


@dataclass(frozen=True)
class Section:
    title: str
    fields: list[BoundField]


class PlanForm(KernForm):
    """Built by ``plan_form``; ``keys`` says which element, way or office a field is about."""

    keys: Mapping[str, str]

    def sections(self) -> list[Section]:
        """The fields under their headings."""
        titles = {
            "people": _("People in each office"), "minutes": _("Minutes of work for each step"),
            "share": _("How often each way is taken, in per cent"), "delay": _("Working days until something comes"),
        }  # fmt: skip
        found = [Section(_("Cases"), [self["cases"], self["a_week"]])]
        for kind, title in titles.items():
            found.append(Section(title, [self[name] for name in self.fields if name.startswith(f"{kind}-")]))
        return [section for section in found if section.fields]

    def plan(self) -> Plan:
        """What was typed."""
        data = self.cleaned_data
        by_kind: dict[str, dict[str, Any]] = {kind: {} for kind in _KINDS}
        for name, key in self.keys.items():
            value = data.get(name)
            if value is not None:
                by_kind[name.partition("-")[0]][key] = value
        return Plan(
            cases=data["cases"], a_week=data["a_week"], people=by_kind["people"], minutes=by_kind["minutes"],
            shares=by_kind["share"],
            delays={key: days * HOURS_A_DAY for key, days in by_kind["delay"].items()},
        )  # fmt: skip


def plan_form(process: Process, volume: int | None, data: Any = None) -> PlanForm:
    """The form for a process; ``volume`` is what is known of the cases a year."""
    fields: dict[str, forms.Field] = {
        "cases": forms.IntegerField(
            label=_("How many cases"), min_value=1, max_value=MOST_CASES, initial=1000
        ),
        "a_week": forms.FloatField(
            label=_("New cases a week"),
            min_value=0.1,
            max_value=100_000,
            initial=max(round((volume or 1040) / 52, 1), 0.1),
        ),
    }
    keys: dict[str, str] = {}
    for number, (kind, key, field) in enumerate(_assumed(process)):
        name = f"{kind}-{number}"
        fields[name], keys[name] = field, key
    made: type[PlanForm] = type("ProcessPlanForm", (PlanForm,), fields)
    made.keys = keys
    return made(data)


def _assumed(process: Process) -> Iterator[tuple[str, str, forms.Field]]:
    nodes = list(process.nodes.values())
    people = [node for node in nodes if node.kind in PERSON]
    for office in dict.fromkeys(office_of(node) for node in people):
        yield "people", office, _whole(office or _("the case's office"), _PEOPLE)
    for node in people:
        yield "minutes", node.id, _amount(node.name or node.id, _MINUTES)
    for node in nodes:
        yield from _shares(process, node)
    for node in nodes:
        waits = node.kind in (Kind.CATCH, Kind.RECEIVE, Kind.CALL) and timer_hours(node) is None
        if waits and not (node.trigger is not None and node.trigger.on is On.LINK):
            yield "delay", node.id, _amount(node.name or node.id, 1)


def _shares(process: Process, node: Node) -> Iterator[tuple[str, str, forms.Field]]:
    choice = node.kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE) or any(flow.condition for flow in node.outgoing)
    if len(node.outgoing) < 2 or not choice or node.kind is Kind.PARALLEL:
        return
    for flow in node.outgoing:
        target = process.nodes[flow.target]
        label = f"{node.name or node.id}: {flow.name or '→ ' + (target.name or target.id)}"
        yield "share", flow.id, _whole(label, round(100 / len(node.outgoing)))


def _amount(label: str, initial: int) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=0, max_value=100_000, initial=initial)


def _whole(label: str, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10_000, initial=initial)
