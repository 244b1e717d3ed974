"""Paying back: asked for by one, agreed to by another where it is much, ordered from the bank (pain.001)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.jobs.actions import enqueue
from allmende.foundation.secrecy import seal, unseal

from ..accounts import OwnAccount, own_account
from ..errors import PaymentError
from ..events import RefundAsked, RefundDropped, RefundsOrdered
from ..models import Claim, Refund, RefundRun
from ..money import ZERO, money
from ..paying_back import payers_back
from ..rules import second_person_from
from ..tasks import pay_back
from .claims import need_reason
from .debits import read_iban, sepa_text
from .paying import refund
from .state import lock, text

SCHEMA = "pain.001.001.09"


@dataclass(frozen=True)
class Payee:
    """Who gets the money back by transfer."""

    holder: str
    iban: str


@transaction.atomic
def ask_refund(
    *, claim: Claim, amount: Decimal, way: str, reason: str, by: User, token: str, payee: Payee | None = None
) -> Refund:
    """Pay back at once, or, where all refunds of the claim together are more than the rule, once somebody else agrees.

    ``token`` names the form: the same again changes nothing. By ``transfer`` it needs a payee. Raises ``PaymentError``.
    """
    claim = lock(claim)
    known = Refund.objects.filter(token=token).first()
    if known is not None:
        return known
    need_reason(reason)
    amount = money(amount)
    waiting = _sum(claim, Refund.State.ASKED, Refund.State.SENDING)
    if amount <= ZERO:
        raise PaymentError(_("Please give an amount above zero."))
    if amount + waiting > claim.received:
        raise PaymentError(_("More than was paid cannot be paid back."))
    row = Refund(
        claim=claim, amount=amount, way=way, reason=reason.strip()[:300], token=token, asked_by=by,
        asked_at=timezone.now(), source=_source(claim, way, amount),
        **_account(payee if way == "transfer" else None, way),
    )  # fmt: skip
    alone = claim.refunded + waiting + amount <= second_person_from()
    row.save(force_insert=True)
    if alone:
        return _pay_back(row, by)
    event = RefundAsked(claim=str(claim.pk), refund=str(row.pk), amount=text(amount))
    record(event, stream=claim.subject, actor=actor_of(by), personal={"reason": row.reason})
    return row


@transaction.atomic
def agree_refund(*, refund: Refund, by: User) -> Refund:
    """The second person agrees; raises ``PaymentError`` for whoever asked, or where it was decided before."""
    row = _waiting(refund, Refund.State.ASKED)
    if row.asked_by_id == by.pk:
        raise PaymentError(_("Somebody else must agree: you asked for this refund yourself."))
    return _pay_back(row, by)


@transaction.atomic
def drop_refund(*, refund: Refund, by: User) -> Refund:
    """Not to be paid back: the second person refuses, or whoever asked takes it back."""
    row = _waiting(refund, Refund.State.ASKED, Refund.State.FAILED)
    row.state, row.decided_by = Refund.State.DROPPED, by
    row.save(update_fields=["state", "decided_by"])
    event = RefundDropped(claim=str(row.claim_id), refund=str(row.pk), amount=text(row.amount))
    record(event, stream=row.claim.subject, actor=actor_of(by))
    return row


@transaction.atomic
def send_again(*, refund: Refund, by: User) -> Refund:
    """The payment service refused; ask it again. Two people have agreed before. Raises ``PaymentError``."""
    lock(refund.claim)
    row: Refund = Refund.objects.select_for_update(of=("self",)).select_related("claim").get(pk=refund.pk)
    if row.state != Refund.State.FAILED or row.reference:
        raise PaymentError(_("Somebody decided on this refund in the meantime."))
    return _send(row, by)


@transaction.atomic
def order_refunds(*, by: User) -> RefundRun | None:
    """Make the order for all that waits; None where nothing does. Raises ``PaymentError`` without an own account."""
    own = own_account()
    if own is None:
        raise PaymentError(_("There is no bank account of the municipality: nothing can be ordered."))
    waiting = Refund.objects.select_for_update(of=("self",)).filter(state=Refund.State.AGREED)
    rows = list(waiting.select_related("claim").order_by("pk")[:1000])
    if not rows:
        return None
    last = RefundRun.objects.aggregate(last=Max("number"))["last"] or 0
    run: RefundRun = RefundRun.objects.create(
        number=last + 1, content=seal(_order(own, rows)), made_at=timezone.now(), made_by=str(actor_of(by))
    )
    Refund.objects.filter(pk__in=[row.pk for row in rows]).update(state=Refund.State.ORDERED, run=run)
    record(RefundsOrdered(run=str(run.pk), refunds=len(rows)), stream="bank", actor=actor_of(by))
    return run


def refund_order_of(run: RefundRun) -> bytes:
    """The order of a run, as it was made."""
    return str(unseal(run.content)).encode()


def _source(claim: Claim, way: str, amount: Decimal) -> str:
    """The payment of which so much can still go back by this way; empty where the way needs none."""
    if way not in payers_back:
        return ""
    taken = Refund.objects.filter(claim=claim, way=way).exclude(
        state__in=[Refund.State.DROPPED, Refund.State.FAILED]
    )
    used: dict[str, Decimal] = {}
    for source, spent in taken.values_list("source", "amount"):
        used[source] = used.get(source, ZERO) + spent
    for found in payers_back[way].sources(claim):
        if amount <= found.amount - used.get(found.reference, ZERO):
            return found.reference
    raise PaymentError(_("So much was not paid by this way at once. Pay back less, or by bank transfer."))


def _send(row: Refund, by: User) -> Refund:
    """To be paid back by the payment service; booked when it has done so."""
    row.state, row.problem = Refund.State.SENDING, ""
    row.decided_by = row.decided_by or by
    row.save(update_fields=["state", "decided_by", "problem"])
    enqueue(pay_back, refund=str(row.pk))
    row.refresh_from_db()
    return row


def _pay_back(row: Refund, by: User) -> Refund:
    if row.way in payers_back:
        return _send(row, by)
    booked = refund(
        claim=row.claim, amount=row.amount, reason=row.reason, actor=actor_of(by), way=row.way,
        external_id=f"refund:{row.pk}",
    )  # fmt: skip
    by_bank = row.way == "transfer"
    row.payment, row.decided_by = booked, by
    row.state = Refund.State.AGREED if by_bank else Refund.State.DONE
    if by_bank:
        number = Refund.objects.filter(claim=row.claim).exclude(end_to_end="").count() + 1
        row.end_to_end = f"{row.claim.kassenzeichen}-R{number}"
    row.save(update_fields=["payment", "decided_by", "state", "end_to_end"])
    return row


def _account(payee: Payee | None, way: str) -> dict[str, str]:
    if way != "transfer":
        return {}
    if payee is None or not sepa_text(payee.holder, 70):
        raise PaymentError(_("Please give the name of the account's holder."))
    iban, bic = read_iban(payee.iban)
    return {"holder": payee.holder.strip()[:70], "iban": seal(iban), "iban_end": iban[-4:], "bic": bic}


def _sum(claim: Claim, *states: str) -> Decimal:
    found: Decimal | None = Refund.objects.filter(claim=claim, state__in=states).aggregate(sum=Sum("amount"))[
        "sum"
    ]
    return found or ZERO


def _waiting(refund: Refund, *states: str) -> Refund:
    lock(refund.claim)
    row: Refund = Refund.objects.select_for_update(of=("self",)).select_related("claim").get(pk=refund.pk)
    if row.state not in states:
        raise PaymentError(_("Somebody decided on this refund in the meantime."))
    return row


def _order(own: OwnAccount, rows: list[Refund]) -> str:
    """The order as XML, valid by its schema; the bank books each refund by itself, so that the statement shows it."""
    from sepaxml import SepaTransfer

    config = {"name": sepa_text(own.holder, 70), "IBAN": own.iban, "batch": False, "currency": "EUR"}
    if own.bic:
        config["BIC"] = own.bic
    made = SepaTransfer(config, schema=SCHEMA, clean=False)
    for row in rows:
        payment = {
            "name": sepa_text(row.holder, 70), "IBAN": unseal(row.iban), "amount": int(row.amount * 100),
            "execution_date": timezone.localdate(), "endtoend_id": row.end_to_end,
            "description": sepa_text(f"{row.claim.kassenzeichen} {row.claim.purpose}", 140),
        }  # fmt: skip
        if row.bic:
            payment["BIC"] = row.bic
        made.add_payment(payment)
    xml: bytes = made.export(validate=True)
    return xml.decode()
