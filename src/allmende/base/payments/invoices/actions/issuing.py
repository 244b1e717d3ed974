"""Invoices come to be with the next number, and are cancelled by a credit note with the next number after that."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.jobs.actions import enqueue

from ...actions.claims import need_reason
from ...errors import PaymentError
from ...models import Claim
from ...money import ZERO
from ..content import Content, Party, lines_of
from ..events import InvoiceCancelled, InvoiceIssued
from ..models import Invoice, Issuer, NumberCircle
from ..queries import active_invoice
from ..tasks import draw_invoice


@dataclass(frozen=True)
class Buyer:
    """Whom the invoice goes to; ``reference`` is a Leitweg-ID where a public body pays, else the buyer's own word."""

    name: str
    street: str
    postcode: str
    city: str
    email: str
    country: str = "DE"
    reference: str = ""


@transaction.atomic
def issue_invoice(*, claim: Claim, buyer: Buyer, actor: Actor, note: str = "") -> Invoice:
    """The invoice for a claim as it stands; its files follow by a job.

    Raises ``PaymentError`` without an issuer, for a claim that has an invoice already, or that was lowered since.
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    issuer = Issuer.objects.first()
    if issuer is None:
        raise PaymentError(_("First an administrator must say who issues invoices."))
    if active_invoice(claim):
        raise PaymentError(_("There is an invoice already. Cancel it before you write another one."))
    lines, taxes = lines_of(claim)
    if (
        claim.total == ZERO
        or sum((line.net for line in lines), ZERO) + sum((tax.amount for tax in taxes), ZERO) != claim.total
    ):
        raise PaymentError(_("The amount was lowered, so an invoice of its lines would be wrong."))
    today = timezone.localdate()
    content = Content(
        number=_next_number(issuer, today.year), kind="380", issued_on=today,
        supplied_on=timezone.localdate(claim.opened_at), due_on=claim.due_on, purpose=claim.purpose,
        buyer_reference=buyer.reference or claim.kassenzeichen, payment_reference=claim.kassenzeichen,
        seller=_seller(issuer, taxed=any(line.category == "S" for line in lines)), buyer=_party(buyer),
        iban=issuer.iban, account_name=issuer.account_name, lines=lines, taxes=taxes,
        prepaid=min(claim.received, claim.total), note=note,
    )  # fmt: skip
    return _keep(claim, content, actor)


@transaction.atomic
def cancel_invoice(*, invoice: Invoice, reason: str, actor: Actor) -> Invoice:
    """The credit note that cancels ``invoice``; a second call returns the first one's. What is owed is not changed.

    Raises ``PaymentError`` without a reason, or for a credit note.
    """
    row = Invoice.objects.select_for_update().select_related("claim").get(pk=invoice.pk)
    known = Invoice.objects.filter(corrects=row).first()
    if known:
        return known
    need_reason(reason)
    issuer = Issuer.objects.first()
    if row.kind != Invoice.Kind.INVOICE or issuer is None:
        raise PaymentError(_("Only an invoice can be cancelled."))
    today, old = timezone.localdate(), Content.model_validate(row.content)
    content = old.model_copy(
        update={
            "number": _next_number(issuer, today.year), "kind": "381", "issued_on": today, "due_on": None,
            "prepaid": ZERO, "corrects": old.number, "corrects_on": old.issued_on, "note": "",
        }
    )  # fmt: skip
    note = _keep(row.claim, content, actor, corrects=row)
    record(
        InvoiceCancelled(
            claim=str(row.claim_id), invoice=str(row.pk), number=row.number, credit_note=note.number
        ),
        stream=row.claim.subject, actor=actor, personal={"reason": reason},
    )  # fmt: skip
    return note


def _keep(claim: Claim, content: Content, actor: Actor, corrects: Invoice | None = None) -> Invoice:
    invoice = Invoice.objects.create(
        number=content.number, kind=content.kind, claim=claim, corrects=corrects, issued_on=content.issued_on,
        total=content.total, content=content.model_dump(mode="json"),
    )  # fmt: skip
    record(
        InvoiceIssued(
            claim=str(claim.pk), invoice=str(invoice.pk), number=invoice.number, amount=f"{invoice.total:.2f}"
        ),
        stream=claim.subject, actor=actor,
    )  # fmt: skip
    enqueue(draw_invoice, invoice_id=str(invoice.pk))
    return invoice


def _next_number(issuer: Issuer, year: int) -> str:
    """The next number of the year: its row is locked until the invoice is kept, so none is left out."""
    NumberCircle.objects.bulk_create([NumberCircle(year=year)], ignore_conflicts=True)
    circle = NumberCircle.objects.select_for_update().get(year=year)
    circle.last += 1
    circle.save(update_fields=["last"])
    return f"{issuer.number_start}{year}-{circle.last:06d}"


def _seller(issuer: Issuer, *, taxed: bool) -> Party:
    """The issuer; without its VAT number where nothing is taxed (EN 16931, BR-O-02)."""
    return Party(
        name=issuer.name, street=issuer.street, postcode=issuer.postcode, city=issuer.city, email=issuer.email,
        identifier=issuer.identifier, vat_id=issuer.vat_id if taxed else "", tax_number=issuer.tax_number,
        contact=issuer.contact, phone=issuer.phone,
    )  # fmt: skip


def _party(buyer: Buyer) -> Party:
    return Party(
        name=buyer.name, street=buyer.street, postcode=buyer.postcode, city=buyer.city, country=buyer.country,
        email=buyer.email,
    )  # fmt: skip
