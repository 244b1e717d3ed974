"""The itemised statement of a bill: CSV at once, PDF by a job."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from allmende.base.records.rendering import render_document
from allmende.foundation.files.actions import claim_files
from allmende.foundation.jobs.actions import job
from allmende.foundation.tables import no_formula
from allmende.provider.offers.models import Payer, Price

from ..models import Bill
from .quarters import Quarter
from .reading import Line, total_of


def lines_of(bill: Bill) -> list[Line]:
    """The lines as they were billed."""
    return [Line(**line) for line in bill.lines]


def as_csv(lines: Iterable[Line]) -> str:
    """Semicolons and decimal commas, as office programs here read it; the last line is the sum."""
    lines = list(lines)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Institution"), _("IT service"), _("Variant"), _("Name"), _("Payer"), _("From"), _("To"),
                     _("Price"), _("Period"), _("Amount"), _("Later for")])  # fmt: skip
    for line in lines:
        writer.writerow([
            no_formula(line.institution), no_formula(line.offer), no_formula(line.variant), no_formula(line.resource),
            Payer(line.payer).label, _day(line.first), _day(line.last), _comma(line.price),
            Price.Period(line.period).label, _comma(line.amount), line.late_for,
        ])  # fmt: skip
    writer.writerow([_("Sum"), "", "", "", "", "", "", "", "", _comma(str(total_of(lines))), ""])
    return "\ufeff" + out.getvalue()


@job
def make_statement(bill_id: str) -> None:
    """Make the PDF of a bill, once."""
    bill = Bill.objects.select_related("payer", "claim").filter(pk=bill_id, statement=None).first()
    if bill is None:
        return
    quarter = Quarter.parse(bill.quarter).words
    title = _("IT services %(quarter)s, %(payer)s") % {"quarter": quarter, "payer": bill.payer.name}
    data = {
        "case": {"reference": bill.claim.kassenzeichen}, "attachments": [], "sections": list(_sections(bill)),
        "text": _("Sum: %(total)s. To be paid by %(day)s, reference %(reference)s.") % {
            "total": _euro(bill.total), "day": formats.date_format(bill.claim.due_on, "DATE_FORMAT"),
            "reference": bill.claim.kassenzeichen,
        } + "\n\n" + _(
            "A month costs a twelfth of the yearly price; of a month begun or ended only the days of use are billed."
        ) + "\n\n" + _taxes(bill),
    }  # fmt: skip
    file = render_document(template="message", data=data, title=title)
    claim_files(files=[file], owner=f"bill:{bill.pk}")
    Bill.objects.filter(pk=bill.pk).update(statement=file)


def _taxes(bill: Bill) -> str:
    """What tax is in the sum, for each rate; that there is none."""
    sums: dict[Decimal, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for item in bill.claim.items.all():
        sums[item.tax_rate] += item.tax
    said = [
        _("It contains %(rate)s %% value added tax: %(amount)s.")
        % {"rate": formats.number_format(rate.normalize()), "amount": _euro(amount)}
        for rate, amount in sorted(sums.items()) if rate
    ]  # fmt: skip
    return "\n".join(said) or _("No value added tax is in it, and none is added.")


def _sections(bill: Bill) -> Iterable[dict[str, object]]:
    by_place: dict[str, list[Line]] = defaultdict(list)
    for line in lines_of(bill):
        place = line.institution
        if line.late_for:
            quarter = Quarter.parse(line.late_for).words
            place = _("%(institution)s, later for %(quarter)s") % {"institution": place, "quarter": quarter}
        by_place[place].append(line)
    for place, lines in by_place.items():
        rows = [
            {
                "label": f"{line.offer} – {line.variant}: {line.resource}",
                "value": f"{_euro(line.value)} ({_day(line.first)} – {_day(line.last)})",
            }
            for line in lines
        ]
        yield {"title": place, "rows": [*rows, {"label": _("Together"), "value": _euro(total_of(lines))}]}


def _day(text: str) -> str:
    return formats.date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")


def _euro(amount: Decimal) -> str:
    return f"{formats.number_format(amount, 2, use_l10n=True, force_grouping=True)} €"


def _comma(amount: str) -> str:
    return amount.replace(".", ",")
