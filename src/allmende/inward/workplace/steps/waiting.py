"""Waiting: for a day, for the customer; and going on."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.cases import actions
from allmende.base.cases.models import Case, State
from allmende.base.identity.models import User

from .base import Step, Text

WORKABLE = (State.RECEIVED, State.IN_PROGRESS, State.WAITING_CUSTOMER)
ASKABLE = (*WORKABLE, State.ON_HOLD)


class Hold(Step):
    key = "hold"
    label = gettext_lazy("Put on hold")
    intro = gettext_lazy("The case rests and comes back to you by itself on the day you choose.")
    button = gettext_lazy("Put on hold")

    until = forms.DateField(
        label=gettext_lazy("Follow-up day"),
        widget=forms.DateInput,
        error_messages={"required": gettext_lazy("Please give the day on which the case comes back.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What are you waiting for?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return super().fits(case, by) and case.state in WORKABLE

    def perform(self) -> Text:
        until, reason = self.cleaned_data["until"], self.cleaned_data["reason"]
        actions.hold_case(case=self.case, until=until, reason=reason, by=self.by, version=self.seen)
        return _("The case rests until the follow-up day.")


class Resume(Step):
    key = "resume"
    label = gettext_lazy("Take up again")
    intro = gettext_lazy("You go on without waiting any longer. Open questions stay open.")
    button = gettext_lazy("Take up again")
    group = ""

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return super().fits(case, by) and case.state in (State.ON_HOLD, State.WAITING_CUSTOMER)

    def perform(self) -> Text:
        actions.resume_case(case=self.case, by=self.by, version=self.seen)
        return _("The case is in progress again.")


class Ask(Step):
    key = "ask"
    label = gettext_lazy("Ask the customer")
    intro = gettext_lazy(
        "The customer gets your question in the account and by e-mail; the case waits meanwhile."
    )
    button = gettext_lazy("Send the question")

    text = forms.CharField(
        label=gettext_lazy("Your question"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        error_messages={"required": gettext_lazy("Please write your question.")},
    )
    answer_by = forms.DateField(
        label=gettext_lazy("Answer wanted by"), widget=forms.DateInput, required=False
    )

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return super().fits(case, by) and case.state in ASKABLE and case.customer_id is not None

    def perform(self) -> Text:
        text, day = self.cleaned_data["text"], self.cleaned_data["answer_by"]
        actions.ask_customer(case=self.case, text=text, answer_by=day, by=self.by, version=self.seen)
        return _("Your question is sent.")


class RequestEvidence(Step):
    key = "evidence"
    label = gettext_lazy("Request evidence")
    intro = gettext_lazy("The customer is asked to upload these documents; the case waits meanwhile.")
    button = gettext_lazy("Send the request")

    wanted = forms.CharField(
        label=gettext_lazy("Documents"),
        help_text=gettext_lazy("One a line, in words that the customer knows"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Please name at least one document.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Words to go with it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5000,
    )
    answer_by = forms.DateField(label=gettext_lazy("Wanted by"), widget=forms.DateInput, required=False)

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return Ask.fits(case, by)

    def perform(self) -> Text:
        data = self.cleaned_data
        actions.request_evidence(
            case=self.case, wanted=data["wanted"].splitlines(), text=data["text"],
            answer_by=data["answer_by"], by=self.by, version=self.seen,
        )  # fmt: skip
        return _("Your request is sent.")


class SetDeadline(Step):
    key = "deadline"
    label = gettext_lazy("Change the deadline")
    group = "people"

    due_on = forms.DateField(
        label=gettext_lazy("Deadline"),
        help_text=gettext_lazy("Leave it empty for no deadline"),
        widget=forms.DateInput,
        required=False,
    )

    def perform(self) -> Text:
        actions.set_deadline(
            case=self.case, due_on=self.cleaned_data["due_on"], by=self.by, version=self.seen
        )
        return _("The deadline is changed.")
