"""Taking in bank statements, and booking by hand what the machine could not assign."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import uuid
from collections.abc import Sequence
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import gathered, record
from allmende.foundation.events.types import Actor

from ..accounts import own_account
from ..bank.camt import Movement, StatementError, movements
from ..bank.matching import Found, lengths, match
from ..booking import BANK, UNCLEAR, Booking, Move, book_all
from ..errors import PaymentError
from ..events import BankLineAssigned, StatementImported
from ..models import BankLine, BankStatement, Claim, Debit, Payment, Refund
from ..money import ZERO
from .paying import Incoming, record_payment, record_payments, return_payment

WAY = "transfer"
_AT_ONCE = 500


@dataclasses.dataclass
class Imported:
    """What a file brought."""

    lines: int = 0
    known: int = 0
    booked: int = 0
    returned: int = 0
    open: int = 0

    def __iadd__(self, other: Imported) -> Imported:
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self


def import_statement(*, file: IO[bytes], actor: Actor) -> Imported:
    """Take in a file of statements: what is sure is booked, the rest waits for a clerk.

    Done in pieces, each in a transaction of its own: whatever stops it, the same file again goes on where it ended, and
    a movement that is known, also from another file, changes nothing. Raises ``StatementError``; pieces before the
    damaged place stay booked.
    """
    total, sizes, own = Imported(), lengths(), own_account()
    rows = iter(movements(file))
    while piece := list(itertools.islice(rows, _AT_ONCE)):
        foreign = next((one.iban for one in piece if own is None or one.iban != own.iban), None)
        if foreign is not None:
            raise StatementError(
                _("This statement belongs to another account: %(iban)s.") % {"iban": foreign}
            )
        total += _take_in(piece, sizes, actor)
    return total


@transaction.atomic
def _take_in(piece: Sequence[Movement], sizes: Sequence[int], actor: Actor) -> Imported:
    known = set(BankLine.objects.filter(key__in=[one.key for one in piece]).values_list("key", flat=True))
    new = [one for one in piece if one.key not in known]
    done = Imported(lines=len(piece), known=len(piece) - len(new))
    if not new:
        return done
    with gathered():
        named = {one.statement: one for one in new}
        statements = {number: _statement(one, actor) for number, one in named.items()}
        pairs = [(_line(one, statements[one.statement]), one) for one in new]
        found = match(new, sizes)
        collected, refunds = _collected(new), _refunds(new)
        for (line, one), claim in zip(pairs, found, strict=True):
            _decide(line, one, claim, collected, refunds)
        _book(pairs, actor)
        _book_sums(pairs, actor)
        done.booked = sum(line.state == BankLine.State.BOOKED for line, _one in pairs)
        done.open = sum(line.state == BankLine.State.OPEN for line, _one in pairs)
    done.returned = _take_back(pairs, actor)
    done.open -= done.returned
    return done


def _statement(one: Movement, actor: Actor) -> BankStatement:
    statement, made = BankStatement.objects.get_or_create(
        iban=one.iban, number=one.statement[:80],
        defaults={"imported_at": timezone.now(), "imported_by": str(actor)},
    )  # fmt: skip
    if made:
        event = StatementImported(statement=str(statement.pk), number=statement.number)
        record(event, stream="bank", actor=actor)
    return statement


def _line(one: Movement, statement: BankStatement) -> BankLine:
    return BankLine(
        statement=statement, key=one.key, amount=one.amount, booked_on=one.booked_on, value_on=one.value_on,
        payer=one.payer, payer_iban=one.payer_iban, text=one.text, end_to_end=one.end_to_end, reason=one.reason,
    )  # fmt: skip


def _collected(new: Sequence[Movement]) -> dict[str, Debit]:
    """Direct debits of ours that these movements may be."""
    wanted = [one.end_to_end for one in new if one.end_to_end]
    rows = Debit.objects.filter(end_to_end__in=wanted).select_related("claim")
    return {debit.end_to_end: debit for debit in rows}


def _refunds(new: Sequence[Movement]) -> dict[str, Refund]:
    """Refunds that we ordered and that these movements may be: they were booked when they were agreed."""
    wanted = [one.end_to_end for one in new if one.end_to_end and one.amount < ZERO and not one.is_return]
    rows = Refund.objects.filter(end_to_end__in=wanted, state=Refund.State.ORDERED) if wanted else ()
    return {row.end_to_end: row for row in rows}


def _decide(
    line: BankLine,
    one: Movement,
    found: Found | None,
    collected: dict[str, Debit],
    refunds: dict[str, Refund],
) -> None:
    """Say which claim the line pays, where that is sure."""
    debit = collected.get(one.end_to_end)
    if line.amount > ZERO and debit is not None and not one.is_return:
        line.claim, line.how = debit.claim, "debit"
    elif (back := refunds.get(one.end_to_end)) is not None and -line.amount == back.amount:
        line.claim, line.payment, line.how = back.claim, back.payment, "refund"
    elif line.amount > ZERO and found is not None and not one.is_return:
        line.claim, line.how = found.claim, found.how
    if line.claim is not None:
        line.state, line.times = BankLine.State.BOOKED, 1


def _book(pairs: Sequence[tuple[BankLine, Movement]], actor: Actor) -> None:
    """Payments for the lines that are assigned; the rest lies on the account for what is unclear."""
    for way, lines in _by_way([line for line, _one in pairs if _pays(line)]).items():
        incoming = [
            Incoming(_claim_id(line), line.amount, external_id(line), _at(line), line.payer) for line in lines
        ]
        payments = record_payments(incoming=incoming, way=way, actor=actor)
        for line, payment in zip(lines, payments, strict=True):
            line.payment = payment
    unclear = [
        Booking([_unclear(line)], "statement", None, _at(line)) for line, _one in pairs if line.claim is None
    ]
    book_all(unclear, actor=actor)
    for line, _one in pairs:
        line.insert()
    back = [line.end_to_end for line, _one in pairs if line.how == "refund"]
    if back:
        Refund.objects.filter(end_to_end__in=back, state=Refund.State.ORDERED).update(state=Refund.State.DONE)
    paid = [line.end_to_end for line, _one in pairs if line.how == "debit"]
    if paid:
        Debit.objects.filter(end_to_end__in=paid).update(state=Debit.State.PAID)


def _book_sums(pairs: Sequence[tuple[BankLine, Movement]], actor: Actor) -> None:
    """A batch of direct debits that the bank shows as one sum: it pays all debits of that order, where it adds up."""
    for line, one in pairs:
        if line.state != BankLine.State.OPEN or not one.batch or line.amount <= ZERO:
            continue
        debits = list(
            Debit.objects.filter(run__batch=one.batch, state=Debit.State.ORDERED).select_related("claim")
        )
        if not debits or sum(debit.amount for debit in debits) != line.amount:
            continue
        incoming = [Incoming(debit.claim_id, debit.amount, debit.end_to_end, _at(line)) for debit in debits]
        record_payments(incoming=incoming, way="debit", actor=actor, account=UNCLEAR)
        Debit.objects.filter(pk__in=[debit.pk for debit in debits]).update(state=Debit.State.PAID)
        line.state, line.how = BankLine.State.BOOKED, "debits"
        line.save(update_fields=["state", "how"])


def _pays(line: BankLine) -> bool:
    return line.claim is not None and line.how != "refund"


def _claim_id(line: BankLine) -> uuid.UUID:
    if line.claim_id is None:
        raise PaymentError("a line without a claim pays nothing")
    return line.claim_id


def _unclear(line: BankLine) -> Move:
    """Money that nobody has explained yet, in or out."""
    if line.amount > ZERO:
        return Move(BANK, UNCLEAR, line.amount)
    return Move(UNCLEAR, BANK, -line.amount)


def _by_way(lines: Sequence[BankLine]) -> dict[str, list[BankLine]]:
    return {
        way: chosen
        for way in ("debit", WAY)
        if (chosen := [line for line in lines if (line.how == "debit") == (way == "debit")])
    }


def _take_back(pairs: Sequence[tuple[BankLine, Movement]], actor: Actor) -> int:
    """Returns of direct debits and reversals: the payment that they mean is taken back, its claim is open again."""
    taken = 0
    for line, one in pairs:
        if not (one.is_return and line.amount < ZERO and one.end_to_end):
            continue
        earlier = (
            BankLine.objects.filter(end_to_end=one.end_to_end, payment__isnull=False, amount__gt=0)
            .select_related("payment__claim")
            .order_by("-booked_on")
            .first()
        )
        payment = earlier.payment if earlier else _collected_as_sum(one)
        if payment is None or payment.amount > -line.amount:
            continue
        _return(line, payment, one, actor)
        taken += 1
    return taken


def _collected_as_sum(one: Movement) -> Payment | None:
    return Payment.objects.filter(way="debit", external_id=one.end_to_end).select_related("claim").first()


def _return(line: BankLine, payment: Payment, one: Movement, actor: Actor) -> None:
    """The amount comes from the bank account, by way of what was unclear; a bank's fee stays unclear for the clerk."""
    reason = one.reason or "reversal"
    back = return_payment(
        payment=payment,
        external_id=external_id(line),
        reason=reason,
        at=_at(line),
        actor=actor,
        account=UNCLEAR,
    )
    Debit.objects.filter(end_to_end=one.end_to_end).update(state=Debit.State.RETURNED)
    line.state, line.claim, line.payment, line.how = BankLine.State.BOOKED, back.claim, back, "return"
    line.save(update_fields=["state", "claim", "payment", "how"])


def external_id(line: BankLine) -> str:
    """How the payment of a line is called: each assignment has its own."""
    return line.key if line.times < 2 else f"{line.key[:112]}/{line.times}"


def _at(line: BankLine) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(line.value_on, dt.time(12)))


@transaction.atomic
def assign_line(*, line: BankLine, claim: Claim, actor: Actor) -> Payment:
    """Book an unclear line for ``claim``; raises ``PaymentError`` where somebody was faster."""
    line = _open_line(line)
    if line.amount <= ZERO:
        raise PaymentError(_("Only money that came in pays a claim."))
    line.times += 1
    payment = record_payment(
        claim=claim, amount=line.amount, way=WAY, external_id=external_id(line), at=_at(line), actor=actor,
        payer=line.payer, account=UNCLEAR,
    )  # fmt: skip
    line.state, line.claim, line.payment, line.how = BankLine.State.BOOKED, claim, payment, "hand"
    line.save(update_fields=["state", "claim", "payment", "how", "times"])
    record(BankLineAssigned(line=str(line.pk), claim=str(claim.pk), how="hand"), stream="bank", actor=actor)
    return payment


@transaction.atomic
def release_line(*, line: BankLine, reason: str, actor: Actor) -> BankLine:
    """Take an assignment back: the claim is open again, the money is unclear again."""
    line = BankLine.objects.select_for_update(of=("self",)).select_related("payment").get(pk=line.pk)
    payment = line.payment
    if line.state == BankLine.State.OPEN or (payment is not None and payment.kind != Payment.Kind.RECEIVED):
        raise PaymentError(_("There is nothing to take back."))
    if not reason.strip():
        raise PaymentError(_("Please give a reason."))
    if payment is not None:
        return_payment(
            payment=payment, external_id=f"{external_id(line)[:110]}!undo", reason=reason, actor=actor,
            kind=Payment.Kind.MOVED, account=UNCLEAR,
        )  # fmt: skip
    line.state, line.claim, line.payment, line.how = BankLine.State.OPEN, None, None, ""
    line.times = max(line.times, 1)
    line.save(update_fields=["state", "claim", "payment", "how", "times"])
    record(BankLineAssigned(line=str(line.pk), claim="", how="undo"), stream="bank", actor=actor)
    return line


@transaction.atomic
def set_aside(*, line: BankLine, note: str, actor: Actor) -> BankLine:
    """The line is no business of claims (rent, a fee of the bank): the note says what became of it.

    Its money stays on the account for what is unclear; the finance system books it from there.
    """
    line = _open_line(line)
    if not note.strip():
        raise PaymentError(_("Please give a reason."))
    line.state, line.note = BankLine.State.ASIDE, note.strip()[:300]
    line.save(update_fields=["state", "note"])
    record(BankLineAssigned(line=str(line.pk), claim="", how="aside"), stream="bank", actor=actor)
    return line


def _open_line(line: BankLine) -> BankLine:
    line = BankLine.objects.select_for_update().get(pk=line.pk)
    if line.state != BankLine.State.OPEN:
        raise PaymentError(_("Somebody has assigned this movement in the meantime."))
    return line
