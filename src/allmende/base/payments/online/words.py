"""What a payer is told of a payment, in plain words: what happened, what is kept, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import OnlinePayment


@dataclass(frozen=True)
class Words:
    """``kind`` is the alert's."""

    kind: str
    title: str
    text: str
    #: the payment service's page may still be opened
    go_on: bool = False
    #: another way may be chosen now
    other_way: bool = False


def words_for(payment: OnlinePayment) -> Words:
    """The words for the state that ``payment`` is in."""
    state, finding = OnlinePayment.State, OnlinePayment.Finding
    match payment.state:
        case state.PAID:
            return _paid(payment)
        case state.BEGUN if payment.page:
            return Words(
                "info",
                _("The payment is not finished yet."),
                _("Nothing has been charged. You can go on paying, or choose another way to pay."),
                go_on=True, other_way=True,
            )  # fmt: skip
        case state.BEGUN:
            return Words(
                "info",
                _("Your payment is being prepared."),
                _("This takes a few seconds. Please load this page again."),
            )
        case state.UNCLEAR:
            return Words(
                "warning",
                _("We do not know yet whether your payment has arrived."),
                _(
                    "Please do not pay again. We keep asking the payment service and will see your payment as soon as"
                    " it has arrived. You need not do anything; your application keeps its place."
                ),
            )
        case state.FAILED if payment.finding == finding.DOWN:
            return _not_begun(_("The payment service does not answer at the moment."))
        case state.FAILED if payment.finding in (finding.REFUSED, finding.STRANGE, finding.LOST):
            return _not_begun(_("Paying online does not work at the moment."))
        case state.FAILED:
            return Words(
                "warning",
                _("The payment did not work."),
                _("Nothing has been charged. Please try again, or choose another way to pay."),
                other_way=True,
            )
        case _:
            return Words(
                "info",
                _("You have broken off the payment."),
                _("Nothing has been charged. The amount is still to be paid: you can choose how."),
                other_way=True,
            )


def _paid(payment: OnlinePayment) -> Words:
    if payment.claim.is_payable:
        return Words(
            "warning",
            _("Your payment has arrived, but it was less than the whole amount."),
            _("What is still to be paid is shown below."),
            other_way=True,
        )
    return Words(
        "success",
        _("Thank you, your payment has arrived."),
        _("You need not do anything else. Keep this page or its number if you want a proof."),
    )


def _not_begun(title: str) -> Words:
    return Words(
        "warning",
        title,
        _(
            "Nothing has been charged, and your application keeps its place. Please pay in another way, or try again"
            " later."
        ),
        other_way=True,
    )
