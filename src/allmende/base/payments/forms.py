"""What the cash office does with a claim: one small form each."""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.foundation.ui.forms import KernForm

from .actions import cancel_claim, record_payment, write_off
from .actions.refunding import Payee, ask_refund
from .errors import PaymentError
from .models import Claim
from .money import ZERO, money
from .paying_back import payers_back
from .queries import payer_account
from .words import amount_text

_MOST = Decimal("10000000")


def read_amount(typed: str) -> Decimal:
    """An amount as people write it ("1.234,50", "12.5"); raises ``PaymentError``."""
    text = typed.replace("€", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(text)
        if not amount.is_finite() or not ZERO <= amount < _MOST or amount != money(amount):
            raise InvalidOperation
    except InvalidOperation:
        raise PaymentError(_("Please give an amount such as 12,50.")) from None
    return money(amount)


class AmountField(forms.CharField):
    """Euros and cents; cleans to ``Decimal``."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_amount(text)
        except PaymentError as error:
            raise forms.ValidationError(str(error)) from error


class ClaimStep(KernForm):
    """Subclasses name themselves and call an action in ``perform``."""

    key: ClassVar[str]
    label: ClassVar[str | Promise]

    def __init__(self, claim: Claim, *args: Any, **more: Any) -> None:
        self.claim = claim
        super().__init__(*args, auto_id=f"{self.key}_%s", **more)

    @classmethod
    def fits(cls, claim: Claim) -> bool:
        """Whether it is offered now; the action decides again."""
        return claim.is_payable

    def perform(self, by: User) -> str:
        """Do it and say what was done; raises ``PaymentError``."""
        raise NotImplementedError


class TakeCash(ClaimStep):
    key, label = "cash", gettext_lazy("Take cash")

    amount = AmountField(label=gettext_lazy("Amount"))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, claim: Claim, *args: Any, **more: Any) -> None:
        super().__init__(claim, *args, **more)
        self.fields["amount"].initial = f"{claim.owed:.2f}".replace(".", ",")
        self.fields["token"].initial = uuid.uuid4()

    def perform(self, by: User) -> str:
        amount, token = self.cleaned_data["amount"], self.cleaned_data["token"]
        record_payment(
            claim=self.claim, amount=amount, way="cash", external_id=f"cash:{token}", actor=actor_of(by)
        )
        return _("%(amount)s have been taken. The receipt is below.") % {"amount": amount_text(amount)}


class PayBack(ClaimStep):
    key, label = "refund", gettext_lazy("Pay back")

    amount = AmountField(label=gettext_lazy("Amount"))
    way = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[("transfer", gettext_lazy("Bank transfer")), ("cash", gettext_lazy("At the cash desk"))],
    )
    holder = forms.CharField(
        label=gettext_lazy("Name of the account's holder"), max_length=70, required=False,
        help_text=gettext_lazy("Only for a bank transfer"),
    )  # fmt: skip
    iban = forms.CharField(label=gettext_lazy("IBAN"), max_length=42, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, claim: Claim, *args: Any, **more: Any) -> None:
        super().__init__(claim, *args, **more)
        self.fields["amount"].initial = f"{claim.surplus or claim.received:.2f}".replace(".", ",")
        way = self.fields["way"]
        if isinstance(way, forms.ChoiceField):
            own = [(one.key, one.label) for one in payers_back if one.sources(claim)]
            way.choices = [*own, *way.choices]  # type: ignore[misc]
        self.fields["holder"].initial, self.fields["iban"].initial = payer_account(claim)
        self.fields["token"].initial = uuid.uuid4()

    @classmethod
    def fits(cls, claim: Claim) -> bool:
        return claim.received > ZERO

    def perform(self, by: User) -> str:
        data = self.cleaned_data
        row = ask_refund(
            claim=self.claim, amount=data["amount"], reason=data["reason"], way=data["way"], by=by,
            token=str(data["token"]), payee=Payee(data["holder"], data["iban"]),
        )  # fmt: skip
        said = {"amount": amount_text(row.amount)}
        if row.state == row.State.ASKED:
            return _("%(amount)s are paid back as soon as a second person agrees, under “Refunds”.") % said
        if row.state == row.State.AGREED:
            return _("%(amount)s wait for the order to the bank, under “Refunds”.") % said
        if row.state == row.State.SENDING:
            return _("%(amount)s are being paid back by the payment service.") % said
        if row.state == row.State.FAILED:
            raise PaymentError(_("The payment service refused; see “Refunds”. Nothing was booked."))
        return _("%(amount)s are paid back.") % said


class WriteOff(ClaimStep):
    key, label = "write-off", gettext_lazy("Write off what is open")

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def perform(self, by: User) -> str:
        write_off(claim=self.claim, reason=self.cleaned_data["reason"], actor=actor_of(by))
        return _("The rest is written off.")


class Cancel(ClaimStep):
    key, label = "cancel", gettext_lazy("Cancel the claim")

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    @classmethod
    def fits(cls, claim: Claim) -> bool:
        return claim.total > ZERO

    def perform(self, by: User) -> str:
        cancel_claim(claim=self.claim, reason=self.cleaned_data["reason"], actor=actor_of(by))
        return _("The claim is cancelled.")


STEPS: list[type[ClaimStep]] = [TakeCash, PayBack, WriteOff, Cancel]
