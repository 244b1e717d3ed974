"""The editor's forms: one for the fee, one for the signatures, rows for lines, reductions and people.

A row that is left empty is none; there is always an empty one for what is new.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.identity.levels import TrustLevel
from allmende.base.procedures.manifest import CoSigner, Deadline, Fee, FeeCase, FeeItem, Signatures
from allmende.base.signatures.cosigning.models import Signer
from allmende.foundation.expressions import ExpressionError, compile_expression
from allmende.foundation.ui.forms import KernForm

from ..tables.values import read_number
from .content import Content
from .known import NAMES, Known, is_number

MOST_ROWS = 30
_TABLE = "table:"


class FeeForm(KernForm):
    """When it is demanded."""

    when = forms.ChoiceField(
        label=gettext_lazy("When is the fee demanded?"), widget=forms.RadioSelect,
        choices=[
            ("", gettext_lazy("Never: it costs nothing")),
            ("first", gettext_lazy("When the application is sent; the office begins when it is paid")),
            ("sending", gettext_lazy("When the application is sent; the office does not wait for it")),
            ("decision", gettext_lazy("With the decision; the clerk may change the amount")),
        ], required=False,
    )  # fmt: skip
    due_days = forms.IntegerField(
        label=gettext_lazy("Days to pay"), min_value=0, max_value=365, initial=14,
        help_text=gettext_lazy("From the day on which it is demanded."),
    )  # fmt: skip


class Row(KernForm):
    """A row that can be taken away; ``place`` orders the rows."""

    place = forms.IntegerField(label=gettext_lazy("Position"), min_value=1, max_value=99, required=False)
    gone = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    @property
    def rest(self) -> list[forms.BoundField]:
        """The fields that are not about the row itself."""
        return [self[name] for name in self.fields if name not in ("place", "gone")]


class ItemForm(Row):
    """A line of the fee."""

    label = forms.CharField(label=gettext_lazy("What it is for"), max_length=200)
    source = forms.ChoiceField(label=gettext_lazy("How the amount comes about"))
    amount = forms.CharField(
        label=gettext_lazy("Amount or rule"), max_length=2000, required=False,
        help_text=gettext_lazy("Only for a fixed amount (12,50) or a rule (param.fee * 2)."),
    )  # fmt: skip
    tax_rate = forms.DecimalField(
        label=gettext_lazy("Tax within it, per cent"), min_value=0, max_value=99, decimal_places=2,
        required=False, localize=True,
    )  # fmt: skip
    account = forms.CharField(label=gettext_lazy("Booked to"), max_length=40, required=False)
    cost_centre = forms.CharField(label=gettext_lazy("Cost centre"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source = self.fields["source"]
        if isinstance(source, forms.ChoiceField):
            source.choices = [
                ("fixed", _("a fixed amount")),
                *((key, f"{label}: {now}") for key, (label, now) in self.known.values.items()),
                *(
                    (f"{_TABLE}{key}", _("decision table “%(name)s”") % {"name": name})
                    for key, name in self.known.tables.items()
                ),
                ("rule", _("a rule")),
            ]
            source.initial = "fixed"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        text, source = data.get("amount", "").strip(), data.get("source")
        if source == "fixed":
            number = read_number(text, below=10**9)
            if number is None or number < 0:
                self.add_error("amount", _("Please write an amount such as 12,50."))
            else:
                data["amount"] = str(number.quantize(Decimal("0.01")))
        elif source == "rule":
            _check_rule(self, "amount", text)
        return data

    def item(self) -> FeeItem:
        data, source = self.cleaned_data, self.cleaned_data["source"]
        amount = data["amount"].strip() if source in ("fixed", "rule") else source
        how = {"decision": source.removeprefix(_TABLE)} if source.startswith(_TABLE) else {"amount": amount}
        return FeeItem(
            label=data["label"], tax_rate=data["tax_rate"] or Decimal(0), account=data["account"],
            cost_centre=data["cost_centre"], **how,
        )  # fmt: skip


class ReducedForm(Row):
    """When less is asked for."""

    when = forms.CharField(
        label=gettext_lazy("If"), max_length=2000,
        help_text=gettext_lazy("A rule over the answers, such as income < 1200."),
    )  # fmt: skip
    percent = forms.IntegerField(
        label=gettext_lazy("Per cent that are left to pay"), min_value=0, max_value=99, required=False,
        help_text=gettext_lazy("Empty or 0: nothing is to be paid."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason, as the applicant reads it"), max_length=300,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("when"):
            _check_rule(self, "when", data["when"])
        return data

    def case(self) -> FeeCase:
        data = self.cleaned_data
        return FeeCase(when=data["when"].strip(), reason=data["reason"], percent=data["percent"] or 0)


class SignForm(KernForm):
    """Who signs, and until when."""

    applicant = forms.ChoiceField(
        label=gettext_lazy("How does the applicant sign?"), required=False,
        choices=[("", gettext_lazy("Sending is enough")), *TrustLevel.choices[1:]],
    )  # fmt: skip
    order = forms.ChoiceField(
        label=gettext_lazy("In which order do several people sign?"), widget=forms.RadioSelect,
        choices=[
            ("any", gettext_lazy("In any order; all are invited at once")),
            ("given", gettext_lazy("One after the other, as listed")),
        ],
    )  # fmt: skip
    number = forms.IntegerField(label=gettext_lazy("Time for signing"), min_value=1, max_value=750)
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=[("working_days", gettext_lazy("working days")), ("months", gettext_lazy("months"))],
    )  # fmt: skip
    reminders = forms.CharField(
        label=gettext_lazy("Reminders, working days before the last day"), max_length=60, required=False,
        help_text=gettext_lazy("Separated by commas, such as 10, 3."),
    )  # fmt: skip

    def clean_reminders(self) -> list[int]:
        parts = [part.strip() for part in str(self.cleaned_data["reminders"]).split(",") if part.strip()]
        if len(parts) > 10 or any(not part.isdecimal() or not 1 <= int(part[:6]) <= 250 for part in parts):
            raise forms.ValidationError(_("Please write up to ten numbers between 1 and 250, such as 10, 3."))
        return [int(part) for part in parts]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("unit") == "months" and (data.get("number") or 0) > 60:
            self.add_error("number", _("At most 60 months."))
        return data


class PersonForm(Row):
    """Somebody who signs besides the applicant."""

    role = forms.CharField(
        label=gettext_lazy("As what the person signs"), max_length=120, required=False,
        help_text=gettext_lazy("Such as: second keeper."),
    )  # fmt: skip
    who = forms.ChoiceField(label=gettext_lazy("The name stands in the field"))
    email = forms.ChoiceField(label=gettext_lazy("The invitation goes to"))
    level = forms.ChoiceField(
        label=gettext_lazy("How surely known"), choices=TrustLevel.choices[1:], initial="low"
    )
    way = forms.ChoiceField(label=gettext_lazy("How"), choices=Signer.Way.choices, initial="identity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", _("Please choose"))
        for name, kinds in (("who", tuple(NAMES)), ("email", ("email",))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                chosen = self.initial.get(name, "")
                fields = self.known.fields(*kinds)
                lost = [(chosen, chosen)] if chosen and chosen not in dict(fields) else []
                field.choices = [empty, *fields, *lost]

    def person(self) -> CoSigner:
        data = self.cleaned_data
        form = self.known.form
        kind = "person" if form and getattr(form.items.get(data["who"]), "type", "") == "person" else "name"
        return CoSigner(
            email=data["email"], role=data["role"], level=data["level"], way=data["way"],
            **{kind: data["who"]},
        )  # fmt: skip


class Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows in the order of their positions, without those that are taken away or were left empty."""

    def kept(self) -> list[Any]:
        rows = [
            (form.cleaned_data.get("place") or number, number, form)
            for number, form in enumerate(self.forms, start=1)
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("gone")
        ]
        return [form for _place, _number, form in sorted(rows, key=lambda row: row[:2])]

    def is_valid(self) -> bool:
        """What is taken away need not be right."""
        wrong = [
            form.errors for form in self.forms if form.errors and not form.data.get(form.add_prefix("gone"))
        ]
        return not wrong and not self.non_form_errors()


def _check_rule(form: KernForm, name: str, text: str) -> None:
    try:
        compile_expression(text)
    except ExpressionError as error:
        form.add_error(name, _("This rule cannot be read: %(what)s") % {"what": error})


def _rows(form: type[Row]) -> type[Rows]:
    made = formset_factory(
        form, formset=Rows, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1, validate_max=True
    )
    return cast(type[Rows], made)


ItemRows, ReducedRows, PersonRows = _rows(ItemForm), _rows(ReducedForm), _rows(PersonForm)


class Editor:
    """All forms of the editor together; ``data`` is what was posted."""

    def __init__(self, known: Known, content: Content, data: Any = None) -> None:
        kwargs: dict[str, Any] = {"form_kwargs": {"known": known}}
        self.fee = FeeForm(data, initial=_fee_initial(content.fee), prefix="fee")
        self.sign = SignForm(data, initial=_sign_initial(content.signatures), prefix="sign")
        fee = content.fee
        items = [_item_initial(item) for item in fee.items] if fee else []
        reduced = [case.model_dump() for case in fee.reduced] if fee else []
        people = [_person_initial(person) for person in content.signatures.people]
        self.items = ItemRows(data, initial=items, prefix="items", **kwargs)
        self.reduced = ReducedRows(data, initial=reduced, prefix="reduced", **kwargs)
        self.people = PersonRows(data, initial=people, prefix="people", **kwargs)

    def is_valid(self) -> bool:
        """Whether this can be kept; where nothing is asked for, its lines need not be right."""
        good = [self.fee.is_valid(), self.sign.is_valid(), self.people.is_valid()]
        if not all(good):
            return False
        if not self.fee.cleaned_data["when"]:
            return True
        if not (self.items.is_valid() and self.reduced.is_valid()):
            return False
        if not self.items.kept():
            self.fee.add_error("when", _("Please say what the fee is for: at least one line below."))
            return False
        return True

    def content(self) -> Content:
        """What was typed."""
        data = self.sign.cleaned_data
        signatures = Signatures(
            applicant=data["applicant"], people=[row.person() for row in self.people.kept()],
            order=data["order"], deadline=Deadline(**{data["unit"]: data["number"]}),
            reminders=data["reminders"],
        )  # fmt: skip
        return Content(fee=self._fee(), signatures=signatures)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(field, sentence) of all that is wrong."""
        every = [self.fee, *self.items, *self.reduced, self.sign, *self.people]
        return [
            (str(form[name].auto_id), f"{form[name].label}: {message}")
            for form in every
            for name, messages in form.errors.items()
            if name in form.fields
            for message in messages
        ]

    def _fee(self) -> Fee | None:
        data = self.fee.cleaned_data
        if not data["when"]:
            return None
        return Fee(
            when="decision" if data["when"] == "decision" else "sending", due_days=data["due_days"],
            pay_first=data["when"] == "first", items=[row.item() for row in self.items.kept()],
            reduced=[row.case() for row in self.reduced.kept()],
        )  # fmt: skip


def _fee_initial(fee: Fee | None) -> dict[str, Any]:
    if fee is None:
        return {"when": ""}
    return {"when": "first" if fee.pay_first else fee.when, "due_days": fee.due_days}


def _item_initial(item: FeeItem) -> dict[str, Any]:
    found = item.model_dump()
    found["tax_rate"] = item.tax_rate or None
    if item.decision:
        return {**found, "source": f"{_TABLE}{item.decision}", "amount": ""}
    if item.amount.startswith("param.") and item.amount.removeprefix("param.").isidentifier():
        return {**found, "source": item.amount, "amount": ""}
    if is_number(item.amount):
        return {**found, "source": "fixed", "amount": f"{Decimal(item.amount):.2f}".replace(".", ",")}
    return {**found, "source": "rule"}


def _sign_initial(wanted: Signatures) -> dict[str, Any]:
    days, months = wanted.deadline.working_days, wanted.deadline.months
    return {
        "applicant": wanted.applicant, "order": wanted.order, "number": days or months,
        "unit": "working_days" if days else "months",
        "reminders": ", ".join(str(day) for day in wanted.reminders),
    }  # fmt: skip


def _person_initial(person: CoSigner) -> dict[str, Any]:
    return {**person.model_dump(), "who": person.person or person.name}
