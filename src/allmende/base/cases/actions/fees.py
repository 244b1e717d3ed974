"""Demanding what a procedure costs: when the application is sent, or with the decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import Who, actor
from allmende.base.cases.errors import CaseError
from allmende.base.cases.fees import Cost, cost_of
from allmende.base.cases.models import Case, Outcome
from allmende.base.payments.actions import Item, open_claim, reduce_claim
from allmende.base.payments.errors import PaymentError
from allmende.base.payments.models import Claim
from allmende.base.payments.money import ZERO
from allmende.base.payments.queries import claims_of, must_pay_first
from allmende.base.procedures.queries import manifest_of


def demand_when_sent(case: Case, by: Who, at: datetime | None) -> Claim | None:
    """What is to be paid when an application is sent; nothing where it is free or only the office can say it."""
    cost = _cost(case)
    if cost is None or cost.fee.when != "sending" or not cost.known:
        return None
    return _demand(case, cost, cost.items(), "sending", by, at)


def fee_of_decision(case: Case, outcome: str, fee: Decimal | None) -> tuple[Cost, Decimal] | None:
    """What a decision demands; ``fee`` is what the clerk set, None takes what the rules say. None: nothing new.

    Raises ``CaseError`` where nothing may be granted before it is paid, or where nobody says an amount.
    """
    manifest = manifest_of(case.procedure_version) if case.procedure_version else None
    if manifest is None or manifest.fee is None or outcome == Outcome.REFUSE:
        return None
    if manifest.fee.pay_first and must_pay_first(case.subject):
        raise CaseError(
            _("The fee has not been paid yet. You can grant this as soon as the payment is there.")
        )
    if manifest.fee.when != "decision" and fee is None:
        return None
    cost = _cost(case)
    if cost is None:
        return None
    if fee is None and not cost.known:
        raise CaseError(_("The fee cannot be worked out from the answers. Please enter the amount."))
    return cost, cost.total if fee is None else fee


def demand_when_decided(case: Case, cost: Cost, wanted: Decimal, by: Who, at: datetime | None) -> None:
    """Demand ``wanted``: a second decision demands only what is more, and takes back what is less."""
    try:
        _adjust(case, cost, wanted, by, at)
    except PaymentError as error:
        raise CaseError(str(error)) from error


def _adjust(case: Case, cost: Cost, wanted: Decimal, by: Who, at: datetime | None) -> None:
    demanded = list(claims_of(case.subject))
    more = wanted - sum((claim.total for claim in demanded), ZERO)
    number = len(demanded) + 1
    if more > ZERO and number == 1:
        _demand(case, cost, cost.items(wanted), "decision", by, at)
    elif more > ZERO:
        first = cost.items(wanted)[0]
        item = Item(
            _("Subsequent demand"), more, tax_rate=first.tax_rate, account=first.account,
            cost_centre=first.cost_centre,
        )  # fmt: skip
        _demand(case, cost, [item], f"decision:{number}", by, at)
    for claim in reversed(demanded):
        less = min(-more, claim.total)
        if less > ZERO:
            reduce_claim(
                claim=claim, amount=less, reason=_("Changed by the decision"), actor=actor(by), at=at
            )
            more += less


def _cost(case: Case) -> Cost | None:
    version, submission = case.procedure_version, case.submission
    return cost_of(version, submission.answers if submission else {}) if version else None


def _demand(
    case: Case, cost: Cost, items: list[Item], once: str, by: Who, at: datetime | None
) -> Claim | None:
    due_on = timezone.localdate(at or timezone.now()) + timedelta(days=cost.fee.due_days)
    return open_claim(
        subject=case.subject, customer=case.customer, items=items, due_on=due_on, purpose=case.title,
        actor=actor(by), once=f"fee:{case.pk}:{once}", at=at,
    )  # fmt: skip
