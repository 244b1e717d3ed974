"""The end of a case: decide, close, withdraw, merge; and reopening."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.cases import actions
from allmende.base.cases.access import cases_for, may_work
from allmende.base.cases.errors import CaseError
from allmende.base.cases.fees import cost_of
from allmende.base.cases.models import Case, Outcome, State
from allmende.base.customers.consenting import ELECTRONIC_DELIVERY
from allmende.base.customers.queries import consents_of
from allmende.base.identity.models import User
from allmende.base.payments.forms import AmountField
from allmende.base.procedures.manifest import Manifest
from allmende.base.procedures.queries import manifest_of
from allmende.base.records.markup import MarkupError
from allmende.base.records.placeholders import UnknownPlaceholderError

from .base import Step, Text
from .waiting import ASKABLE


class Decide(Step):
    key = "decide"
    label = gettext_lazy("Decide")
    intro = gettext_lazy("The decision is written from the template, filed and sent to the customer.")
    button = gettext_lazy("Decide and send")
    previews = True

    outcome = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            (Outcome.GRANT.value, gettext_lazy("Grant")),
            (Outcome.PARTLY.value, gettext_lazy("Grant in part")),
            (Outcome.REFUSE.value, gettext_lazy("Refuse")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose how you decide.")},
    )
    template = forms.ChoiceField(label=gettext_lazy("Template"), required=False)
    ready = forms.ChoiceField(
        label=gettext_lazy("Ready-made reasons"),
        help_text=gettext_lazy("They come before what you write below"),
        required=False,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("Needed unless everything is granted"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=20_000,
    )
    fee = AmountField(
        label=gettext_lazy("Amount to be paid"),
        help_text=gettext_lazy("As the rules say. Change it where the case is another; 0 demands nothing."),
        required=False,
    )
    appeal = forms.CharField(
        label=gettext_lazy("Instructions on appeal"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )

    def __init__(self, case: Case, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(case, by, *args, **kwargs)
        manifest = manifest_of(case.procedure_version) if case.procedure_version else None
        self.ready_made = dict(manifest.reasons) if manifest else {}
        self._choose("template", _templates(manifest))
        self._choose("ready", [(key, text[:90]) for key, text in self.ready_made.items()], _("None"))
        self._ask_fee()
        self.fields["appeal"].initial = manifest.appeal if manifest else ""

    @property
    def notice(self) -> str:
        """Whether making it available in the account counts as delivered (section 41 (2a) VwVfG, section 9 OZG)."""
        customer = self.case.customer
        if customer and ELECTRONIC_DELIVERY.key in consents_of(customer):
            return _("The customer agreed to decisions in the account instead of on paper.")
        return _("The customer has not agreed to decisions without paper: please send it by post, too.")

    def _ask_fee(self) -> None:
        """Ask for the amount where it is demanded with the decision, or where the rules could not say it."""
        version, submission = self.case.procedure_version, self.case.submission
        cost = cost_of(version, submission.answers if submission else {}) if version else None
        if cost is None or (cost.fee.when != "decision" and cost.known):
            del self.fields["fee"]
        elif cost.known:
            self.fields["fee"].initial = f"{cost.total:.2f}".replace(".", ",")

    def _choose(self, name: str, choices: list[tuple[str, str]], empty: str = "") -> None:
        if choices:
            first = [("", empty or _("The one that fits the decision"))]
            self.fields[name].choices = [*first, *choices]  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return super().fits(case, by) and case.state in ASKABLE

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        words = [self.ready_made.get(data.get("ready", ""), ""), data.get("reasons", "")]
        self.all_reasons = "\n\n".join(text.strip() for text in words if text.strip())
        if data.get("outcome") in (Outcome.PARTLY, Outcome.REFUSE) and not self.all_reasons:
            self.add_error(
                "reasons", _("Please give reasons: the customer does not get all that was asked for.")
            )
        return data

    def perform(self) -> Text:
        data = self.cleaned_data
        try:
            decision = actions.decide_case(
                case=self.case, outcome=data["outcome"], by=self.by, reasons=self.all_reasons,
                template=data.get("template", ""), appeal=data.get("appeal"), fee=data.get("fee"),
                version=self.seen,
            )  # fmt: skip
        except (UnknownPlaceholderError, MarkupError) as error:
            wrong = _("The template cannot be used. Nothing is decided yet. %(error)s")
            raise CaseError(wrong % {"error": error}) from error
        except LookupError as error:
            raise CaseError(_("There is no template for this decision. Nothing is decided yet.")) from error
        return _("Decided: %(outcome)s. The customer is told.") % {"outcome": decision.get_outcome_display()}


def _templates(manifest: Manifest | None) -> list[tuple[str, str]]:
    templates = manifest.templates if manifest else {}
    return [(key, template.title) for key, template in templates.items() if template.kind == "decision"]


class Close(Step):
    key = "close"
    label = gettext_lazy("Close the case")
    intro = gettext_lazy("The e-file is frozen and its retention begins. Open tasks end.")
    button = gettext_lazy("Close the case")
    group = "end"

    def perform(self) -> Text:
        actions.close_case(case=self.case, by=self.by, version=self.seen)
        return _("The case is closed.")


class Withdraw(Step):
    key = "withdraw"
    label = gettext_lazy("Note a withdrawal")
    intro = gettext_lazy("The customer has taken the application back, for instance by telephone.")
    button = gettext_lazy("Note the withdrawal")
    group = "end"
    danger = True

    reason = forms.CharField(
        label=gettext_lazy("How did you learn of it?"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        max_length=2000,
    )  # fmt: skip

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return super().fits(case, by) and case.state != State.DECIDED

    def perform(self) -> Text:
        reason = self.cleaned_data["reason"]
        actions.withdraw_case(case=self.case, by=self.by, reason=reason, version=self.seen)
        return _("The withdrawal is noted.")


class Reopen(Step):
    key = "reopen"
    label = gettext_lazy("Reopen")
    intro = gettext_lazy("For instance after an appeal. The e-file opens again.")
    button = gettext_lazy("Reopen")
    group = "end"

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": gettext_lazy("Please write why the case is reopened.")},
    )

    @classmethod
    def fits(cls, case: Case, by: User) -> bool:
        return may_work(by, case) and case.state in (State.DECIDED, State.CLOSED, State.WITHDRAWN)

    def perform(self) -> Text:
        reason = self.cleaned_data["reason"]
        actions.reopen_case(case=self.case, by=self.by, reason=reason, version=self.seen)
        return _("The case is open again.")


class Merge(Step):
    key = "merge"
    label = gettext_lazy("Merge a duplicate")
    intro = gettext_lazy("This case is closed as a duplicate; work goes on in the other one.")
    button = gettext_lazy("Merge")
    group = "end"
    danger = True

    into = forms.CharField(
        label=gettext_lazy("Number of the case that stays"),
        help_text=gettext_lazy("For example 2026-000123"),
        max_length=20,
        error_messages={"required": gettext_lazy("Please give the number of the case that stays.")},
    )

    def clean_into(self) -> Case:
        number = self.cleaned_data["into"].strip()
        other: Case | None = cases_for(self.by).filter(number=number).exclude(pk=self.case.pk).first()
        if other is None:
            raise forms.ValidationError(
                _("You have no other case with the number %(number)s.") % {"number": number}
            )
        return other

    def perform(self) -> Text:
        into = self.cleaned_data["into"]
        actions.merge_duplicate(case=self.case, into=into, by=self.by, version=self.seen)
        return _("Merged into %(number)s.") % {"number": into.number}
