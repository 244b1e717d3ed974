"""Several people must sign: more time, or on without them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.cases import actions
from allmende.base.cases.models import Case, State
from allmende.base.identity.models import User
from allmende.base.signatures.cosigning.queries import missing

from .base import Step, Text

_OPEN = (State.RECEIVED, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.ON_HOLD)


class _ForSigning(Step):
    group = ""

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return super().fits(case, by) and case.state in _OPEN and bool(missing(case.subject))


class AskSigners(_ForSigning):
    key = "ask_signers"
    label = gettext_lazy("Give more time and invite again")
    intro = gettext_lazy("Whoever has not signed, also who refused, gets a new link by e-mail.")
    button = gettext_lazy("Invite again")

    due_on = forms.DateField(
        label=gettext_lazy("Last day for signing"),
        widget=forms.DateInput,
        error_messages={"required": gettext_lazy("Please give the last day for signing.")},
    )

    def perform(self) -> Text:
        actions.ask_signers_again(case=self.case, due_on=self.cleaned_data["due_on"], by=self.by)
        return _("The invitations are on their way.")


class WaiveSignatures(_ForSigning):
    key = "waive_signatures"
    label = gettext_lazy("Go on without the signatures")
    intro = gettext_lazy(
        "Only where the law allows it, for instance because the signature is there on paper. Your name and your "
        "reason stay in the history."
    )
    button = gettext_lazy("Go on without the signatures")
    danger = True

    reason = forms.CharField(
        label=gettext_lazy("Why are the signatures not needed?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Please write why the signatures are not needed.")},
    )

    def perform(self) -> Text:
        actions.waive_signatures(case=self.case, reason=self.cleaned_data["reason"], by=self.by)
        return _("The case goes on without the missing signatures.")
