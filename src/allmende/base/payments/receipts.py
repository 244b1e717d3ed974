"""Receipts: what was paid when for what, as PDF."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from allmende.base.records.rendering import render_pdf

from .models import Claim, Payment
from .references import in_groups
from .ways import ways
from .words import amount_text


def receipt_pdf(claim: Claim, language: str = "de") -> bytes:
    """All payments of ``claim`` with its lines; the tax that they hold is shown apart."""
    lines = [
        (item.label, amount_text(item.gross) + _tax(item.tax_rate))
        for item in claim.items.order_by("position")
    ]
    paid = [
        (formats.date_format(timezone.localtime(row.received_at), "DATETIME_FORMAT"), _payment(row))
        for row in claim.payments.order_by("received_at", "pk")
    ]
    facts = [
        (_("Kassenzeichen"), in_groups(claim.kassenzeichen)),
        (_("For"), claim.purpose),
        (_("State"), str(claim.get_state_display())),
        (_("Still to be paid"), amount_text(claim.owed)),
    ]
    sections = [
        _section("", facts),
        _section(_("What was demanded"), lines),
        _section(_("What was paid"), paid),
    ]
    data = {
        "sections": sections,
        "text": "",
        "customer": {"name": claim.customer.name if claim.customer else ""},
    }
    return render_pdf(template="message", data=data, title=_("Receipt for payment"), language=language)


def _section(title: str, rows: list[tuple[str, str]]) -> dict[str, object]:
    return {"title": title, "rows": [{"label": label, "value": value} for label, value in rows]}


def _tax(rate: Decimal) -> str:
    return " " + _("(with %(rate)s %% tax)") % {"rate": formats.number_format(rate)} if rate else ""


def _payment(row: Payment) -> str:
    label = str(ways[row.way].label) if row.way in ways else row.way
    return f"{row.get_kind_display()}: {amount_text(row.amount)}, {label}"
