"""Who works on it: take, assign, hand over, let another office take part, who may see it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.cases import actions
from allmende.base.cases.models import Case, Priority
from allmende.base.identity.models import User

from .base import Step, Text, UnitChoice, colleagues


class Take(Step):
    key = "take"
    label = gettext_lazy("Take the case")
    button = gettext_lazy("Take the case")
    group = ""

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return super().fits(case, by) and case.assignee_id != by.pk

    def perform(self) -> Text:
        actions.take_case(case=self.case, by=self.by, version=self.seen)
        return _("The case is yours now.")


class Assign(Step):
    key = "assign"
    label = gettext_lazy("Assign")
    intro = gettext_lazy("Give the case to a colleague of the office, or back to the office.")
    button = gettext_lazy("Assign")
    group = "people"

    to = forms.ChoiceField(label=gettext_lazy("Who works on it"), required=False)

    def __init__(self, case: Case, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, by, *args, **kwargs)
        self.people = {str(user.pk): user for user in colleagues(case)}
        names = [(key, user.name) for key, user in self.people.items()]
        field = self.fields["to"]
        field.choices = [("", _("Nobody: back to the office")), *names]  # type: ignore[attr-defined]
        field.initial = str(case.assignee_id or "")

    def perform(self) -> Text:
        to = self.people.get(self.cleaned_data["to"])
        actions.assign_case(case=self.case, to=to, by=self.by, version=self.seen)
        return (
            _("The case is with %(name)s now.") % {"name": to.name} if to else _("Nobody has the case now.")
        )


class HandOver(Step):
    key = "hand-over"
    label = gettext_lazy("Hand over to another office")
    intro = gettext_lazy(
        "The other office becomes responsible. You may lose sight of the case if you do not work there."
    )
    button = gettext_lazy("Hand over")
    group = "people"

    unit = UnitChoice(
        label=gettext_lazy("Office"),
        error_messages={"required": gettext_lazy("Please choose the office that gets the case.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the colleagues"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def perform(self) -> Text:
        unit, note = self.cleaned_data["unit"], self.cleaned_data["note"]
        actions.hand_over(case=self.case, to=unit, by=self.by, note=note, version=self.seen)
        return _("The case is with %(unit)s now.") % {"unit": unit.name}


class Involve(Step):
    key = "involve"
    label = gettext_lazy("Let another office take part")
    intro = gettext_lazy("The other office sees the case and gives its word. You stay responsible.")
    button = gettext_lazy("Ask the office")
    group = "people"

    unit = UnitChoice(
        label=gettext_lazy("Office"),
        error_messages={"required": gettext_lazy("Please choose the office that takes part.")},
    )
    wanted = forms.CharField(
        label=gettext_lazy("What do you want to know?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": gettext_lazy("Please write what you want of the office.")},
    )

    trusted = forms.BooleanField(
        label=gettext_lazy("The people of this office may see the confidential case"),
        error_messages={
            "required": gettext_lazy(
                "This case is confidential. Please confirm that the other office may see it."
            )
        },
    )

    def __init__(self, case: Case, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, by, *args, **kwargs)
        if not case.confidential:
            del self.fields["trusted"]

    def perform(self) -> Text:
        data = self.cleaned_data
        unit, trusted = data["unit"], data.get("trusted", False)
        actions.involve_unit(case=self.case, unit=unit, by=self.by, wanted=data["wanted"], trusted=trusted)
        return _("%(unit)s takes part now.") % {"unit": unit.name}


class SetPriority(Step):
    key = "priority"
    label = gettext_lazy("Change the priority")
    group = "people"

    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        choices=Priority.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose how urgent it is.")},
    )

    def __init__(self, case: Case, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, by, *args, **kwargs)
        self.fields["priority"].initial = case.priority

    def perform(self) -> Text:
        chosen = self.cleaned_data["priority"]
        actions.set_priority(case=self.case, priority=chosen, by=self.by, version=self.seen)
        return _("The priority is changed.")


class SetConfidential(Step):
    key = "confidential"
    label = gettext_lazy("Change who may see it")
    intro = gettext_lazy(
        "A confidential case is seen only by people who work directly in its office, "
        "and e-mail to the customer tells nothing of the content."
    )
    group = "people"

    confidential = forms.TypedChoiceField(
        label=gettext_lazy("Who may see the case?"),
        choices=[
            ("no", gettext_lazy("The office and the offices above it")),
            ("yes", gettext_lazy("Only the office: confidential")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose who may see the case.")},
    )

    def __init__(self, case: Case, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, by, *args, **kwargs)
        self.fields["confidential"].initial = "yes" if case.confidential else "no"

    def perform(self) -> Text:
        secret = self.cleaned_data["confidential"] == "yes"
        actions.set_confidential(case=self.case, confidential=secret, by=self.by, version=self.seen)
        return _("The case is confidential now.") if secret else _("The case is no longer confidential.")
