"""A closing as files for the finance system: CSV and XML by docs/payments-closing.xsd, the same bytes each time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

from allmende.foundation.tables import no_formula
from allmende.foundation.tenants.context import current_tenant

from .models import Closing, LedgerEntry

NAMESPACE = "urn:allmende:payments:closing:1"
_COLUMNS = (
    "number", "transaction", "kind", "booked_at", "value_on", "debit", "credit", "amount", "kassenzeichen", "text",
)  # fmt: skip


def entries_of(first: int, last: int) -> Iterator[dict[str, str]]:
    """The entries from ``first`` to ``last`` as text by column, in their order."""
    rows = LedgerEntry.objects.filter(number__gte=first, number__lte=last).select_related("claim")
    for row in rows.order_by("number").iterator(chunk_size=2000):
        yield {
            "number": str(row.number),
            "transaction": str(row.transaction),
            "kind": row.kind,
            "booked_at": timezone.localtime(row.booked_at).isoformat(timespec="seconds"),
            "value_on": row.value_on.isoformat(),
            "debit": row.debit,
            "credit": row.credit,
            "amount": f"{row.amount:.2f}",
            "kassenzeichen": row.claim.kassenzeichen if row.claim else "",
            "text": row.text,
        }


def as_csv(closing: Closing) -> bytes:
    """Semicolons, UTF-8 with BOM and CRLF, as spreadsheets here expect; formulas are harmless (they are quoted)."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for row in entries_of(closing.first, closing.last):
        writer.writerow({key: no_formula(value) for key, value in row.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xml(closing: Closing) -> bytes:
    """The same with the sums; valid by the schema."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<closing xmlns="{NAMESPACE}" number="{closing.number}" day="{closing.day.isoformat()}"'
        f' municipality={quoteattr(current_tenant().slug)} currency="EUR" first="{closing.first}"'
        f' last="{closing.last}" total="{closing.total:.2f}">',
    ]
    for row in entries_of(closing.first, closing.last):
        attributes = "".join(
            f" {key.replace('_', '-')}={quoteattr(value)}"
            for key, value in row.items()
            if value and key != "text"
        )
        lines.append(f"  <entry{attributes}>{escape(row['text'])}</entry>")
    lines.append("</closing>")
    return ("\n".join(lines) + "\n").encode()
