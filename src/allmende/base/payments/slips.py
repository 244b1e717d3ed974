"""How to pay by transfer: recipient, account, reference, and the GiroCode that banking apps scan (EPC069-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from allmende.foundation.tenants.context import current_tenant

from .accounts import own_account
from .models import Claim
from .references import creditor_reference, in_groups
from .words import amount_text


@dataclass(frozen=True)
class Slip:
    """What a transfer needs; without ``iban`` the municipality takes none."""

    recipient: str
    iban: str
    bic: str
    bank: str
    amount: Decimal
    #: as people type it, in groups
    reference: str
    #: the same for the GiroCode: a creditor reference (ISO 11649)
    creditor_reference: str
    #: address of the page to pay, without an account
    link: str

    @property
    def giro_code(self) -> str:
        """The text of the GiroCode: version 002, UTF-8, structured reference."""
        lines = [
            "BCD", "002", "1", "SCT", self.bic, self.recipient[:70], self.iban.replace(" ", ""),
            f"EUR{self.amount:.2f}", "", self.creditor_reference,
        ]  # fmt: skip
        return "\n".join(lines)

    def code_svg(self) -> str:
        """The GiroCode as SVG."""
        made: str = self.code().svg_inline(scale=4, border=4, omitsize=True)
        return made

    def code(self) -> Any:
        """The GiroCode as a symbol: error correction M as the guideline demands, and bytes as its text says."""
        import segno

        return segno.make(self.giro_code, error="m", micro=False, encoding="utf-8")

    def as_letter(self, due_on: date, *, scan: bool = True) -> dict[str, Any]:
        """The same for a document: rows, and the code unless nobody shall pay by it."""
        rows = [
            (_("Amount"), amount_text(self.amount)),
            (_("Pay by"), formats.date_format(due_on, "DATE_FORMAT")),
            (_("Recipient"), self.recipient),
            (_("IBAN"), self.iban),
            (_("BIC"), self.bic),
            (_("Payment reference"), self.reference),
            (_("Or pay online"), self.link),
        ]
        return {
            "title": _("How to pay"),
            "rows": [{"label": label, "value": value} for label, value in rows if value],
            "code": self.code_svg() if scan else "",
            "alt": _("GiroCode: scan it with your banking app, everything is filled in then."),
        }


def slip_of(claim: Claim) -> Slip:
    """How ``claim`` is paid by transfer."""
    account = own_account()
    path = reverse("payments:claim", args=[public_key(claim)])
    return Slip(
        recipient=account.holder if account else "", iban=_grouped(account.iban) if account else "",
        bic=account.bic if account else "", bank=account.bank if account else "", amount=claim.owed,
        reference=in_groups(claim.kassenzeichen), creditor_reference=creditor_reference(claim.kassenzeichen),
        link=f"{current_tenant().settings.get('url', '')}{path}",
    )  # fmt: skip


def specimen(amount: Decimal, reference: str) -> Slip:
    """What a preview shows before there is a claim: the true account, and words where the Kassenzeichen will stand."""
    account = own_account()
    return Slip(
        recipient=account.holder if account else "", iban=_grouped(account.iban) if account else "",
        bic=account.bic if account else "", bank=account.bank if account else "", amount=amount,
        reference=reference, creditor_reference="", link="",
    )  # fmt: skip


def public_key(claim: Claim) -> str:
    """What stands in the address of the page to pay: the Kassenzeichen and the code that nobody guesses."""
    return f"{claim.kassenzeichen}-{claim.code}"


def _grouped(iban: str) -> str:
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))
