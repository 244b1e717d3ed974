"""Who does a step, by when, and what is offered there."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit

from .parts import Fields, choice, lines, text


def offices() -> list[tuple[str, str]]:
    """The offices of the directory: (key, name)."""
    return list(Unit.objects.order_by("name").values_list("key", "name"))


def office(now: dict[str, str]) -> Fields:
    """Which office, and who there."""
    unit = "" if now["unit"].startswith("=") else now["unit"]
    yield "unit", choice(_("Which office"), [("", _("the case's office")), *offices()], unit)
    yield "unit_rule", text(_("or an office found by a rule"), help_text=_("For example: param.fire_office"))
    roles = [("", _("anybody")), ("clerk", _("a clerk")), ("head", _("the head of the office"))]
    yield "role", choice(_("Who there"), roles, now["role"])


def work(now: dict[str, str]) -> Fields:
    """By when, and how it is done."""
    yield "dueDays", text(_("By when: working days"), help_text=_("A number, or a rule after a leading ="))
    yield (
        "due",
        text(
            _("or a legal period"),
            help_text=_("P1M is a month, P14D are 14 days, counted as §§ 187–193 BGB count."),
        ),
    )
    hints = [("", _("nothing special: a button “done”")), ("decision", _("deciding the case"))]
    hints.append(("reminder", _("reminding of the decision")))
    yield "hint", choice(_("What is offered"), hints, now["hint"])
    yield (
        "answers",
        lines(_("Answers to choose from"), _("One a line, for example: yes: Third parties are affected")),
    )
    yield "result", text(_("Name of the value that takes the answer"), max_length=80)
    yield "priority", forms.IntegerField(label=_("Priority"), required=False)
