"""SEPA direct debits: mandates given online, orders to the bank (pain.008). Paid is what the bank statement says."""

from __future__ import annotations

import datetime as dt
import unicodedata

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.ids import new_code
from allmende.foundation.secrecy import seal, unseal

from ..accounts import OwnAccount, own_account
from ..errors import ClaimClosedError, PaymentError
from ..events import DebitAnnounced, DebitsOrdered
from ..mails import announce
from ..models import Claim, Debit, DebitRun, Mandate
from ..money import ZERO
from .state import lock, text

SCHEMA = "pain.008.001.08"
#: So many days before it is collected the payer knows of it (the scheme allows fewer than fourteen by agreement).
NOTICE_DAYS = 5
#: The bank wants the order a day before.
LEAD_DAYS = 1
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_ALLOWED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ':?,-(+.)/")


def read_iban(typed: str) -> tuple[str, str]:
    """IBAN and BIC (where the register knows it) of what was typed; raises ``PaymentError`` in words."""
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    try:
        iban = IBAN(typed.replace(" ", ""))
        bic = str(iban.bic or "")
    except (SchwiftyException, ValueError):
        raise PaymentError(_("This IBAN is not right. Please compare it with your bank card.")) from None
    return str(iban), bic


@transaction.atomic
def give_mandate(*, claim: Claim, holder: str, iban: str, actor: Actor, email: str = "") -> Debit:
    """Let the municipality collect ``claim`` from an account, and say when it does (pre-notification): on the page, and
    by e-mail to ``email`` or the customer's address.

    Raises ``PaymentError`` for a wrong IBAN, ``ClaimClosedError`` where nothing is owed or a debit runs already.
    """
    claim = lock(claim)
    running = Debit.objects.filter(claim=claim, state__in=(Debit.State.PLANNED, Debit.State.ORDERED))
    if not claim.is_payable or running.exists():
        raise ClaimClosedError(_("Nothing is to be paid any more."))
    if not sepa_text(holder, 70):
        raise PaymentError(_("Please give the name of the account's holder."))
    iban, bic = read_iban(iban)
    mandate = Mandate.objects.create(
        reference=f"{claim.kassenzeichen}-{new_code(6)}"[:35], customer=claim.customer, subject=claim.subject,
        holder=holder.strip()[:70], iban=seal(iban), iban_end=iban[-4:], bic=bic, given_at=timezone.now(),
    )  # fmt: skip
    collect_on = max(claim.due_on, timezone.localdate() + dt.timedelta(days=NOTICE_DAYS))
    number = Debit.objects.filter(claim=claim).count() + 1
    debit = Debit.objects.create(
        claim=claim, mandate=mandate, amount=claim.owed, collect_on=collect_on,
        end_to_end=f"{claim.kassenzeichen}-{number}",
    )  # fmt: skip
    event = DebitAnnounced(
        claim=str(claim.pk), amount=text(debit.amount), collect_on=collect_on.isoformat(),
        mandate=mandate.reference,
    )  # fmt: skip
    record(event, stream=claim.subject, actor=actor)
    to = email or (claim.customer.email if claim.customer else "")
    if to:
        announce(debit, to)
    return debit


@transaction.atomic
def order_debits(*, actor: Actor, until: dt.date | None = None) -> DebitRun | None:
    """Make the order for all debits that are due ``until`` (tomorrow); None where there is none.

    A claim that was paid in another way meanwhile is left out, one paid in part is collected only for the rest.
    """
    own = own_account()
    if own is None or not own.creditor_id:
        raise PaymentError(_("There is no creditor identifier: direct debits cannot be ordered."))
    until = until or timezone.localdate() + dt.timedelta(days=LEAD_DAYS)
    waiting = Debit.objects.select_for_update(of=("self",)).filter(
        state=Debit.State.PLANNED, collect_on__lte=until
    )
    chosen = [
        debit for debit in waiting.select_related("claim", "mandate").order_by("pk") if _still_owed(debit)
    ]
    if not chosen:
        return None
    day = max(until, timezone.localdate() + dt.timedelta(days=LEAD_DAYS))
    last = DebitRun.objects.aggregate(last=Max("number"))["last"] or 0
    content = _order(own, chosen, day)
    run = DebitRun.objects.create(
        number=last + 1,
        collect_on=day,
        batch=_batch(content),
        content=seal(content),
        made_at=timezone.now(),
        made_by=str(actor),
    )
    for debit in chosen:
        debit.state, debit.run = Debit.State.ORDERED, run
        debit.save(update_fields=["state", "run", "amount"])
        Mandate.objects.filter(pk=debit.mandate_id).update(used_on=day)
    record(DebitsOrdered(run=str(run.pk), debits=len(chosen)), stream="bank", actor=actor)
    return run


def _batch(content: str) -> str:
    return content.partition("<PmtInfId>")[2].partition("<")[0]


def order_of(run: DebitRun) -> bytes:
    """The order of a run, as it was made."""
    return str(unseal(run.content)).encode()


def _still_owed(debit: Debit) -> bool:
    debit.amount = min(debit.amount, debit.claim.owed)
    if debit.amount > ZERO and debit.mandate.ended_at is None:
        return True
    Debit.objects.filter(pk=debit.pk).update(state=Debit.State.DROPPED)
    return False


def _order(own: OwnAccount, debits: list[Debit], day: dt.date) -> str:
    """The order as XML, valid by its schema."""
    from sepaxml import SepaDD

    config = {
        "name": sepa_text(own.holder, 70), "IBAN": own.iban, "batch": True, "creditor_id": own.creditor_id,
        "currency": "EUR",
    }  # fmt: skip
    if own.bic:
        config["BIC"] = own.bic
    made = SepaDD(config, schema=SCHEMA, clean=False)
    for debit in debits:
        mandate = debit.mandate
        payment = {
            "name": sepa_text(mandate.holder, 70), "IBAN": unseal(mandate.iban), "amount": int(debit.amount * 100),
            "type": "OOFF", "collection_date": day, "mandate_id": mandate.reference,
            "mandate_date": timezone.localdate(mandate.given_at), "endtoend_id": debit.end_to_end,
            "description": sepa_text(f"{debit.claim.kassenzeichen} {debit.claim.purpose}", 140),
        }  # fmt: skip
        if mandate.bic:
            payment["BIC"] = mandate.bic
        made.add_payment(payment)
    xml: bytes = made.export(validate=True)
    return xml.decode()


def sepa_text(text: str, length: int) -> str:
    """``text`` in the letters that every bank takes."""
    plain = unicodedata.normalize("NFKD", text.translate(_GERMAN))
    return " ".join("".join(c for c in plain if c in _ALLOWED).split())[:length]
