"""Tax in prices. A price is always what is paid in the end; an offer's fact ``tax`` says what is in it."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .models import Offer

#: Key of the point of comparison: "19 %", or words such as "exempt under § 4 UStG".
KEY = "tax"
_RATE = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*%")


def tax_rate(offer: Offer) -> Decimal:
    """Per cent of tax in the offer's prices; nothing where its fact names no rate."""
    found = _RATE.search(str(offer.facts.get(KEY, "")))
    return Decimal(found[1].replace(",", ".")) if found else Decimal(0)


def tax_words(offer: Offer) -> str:
    """What stands beside every price of the offer."""
    rate, said = tax_rate(offer), str(offer.facts.get(KEY, "")).strip()
    if rate:
        return _("Prices are final and include %(rate)s %% value added tax.") % {
            "rate": number_format(rate.normalize())
        }
    if said:
        return _("Prices are final: %(words)s.") % {"words": said.rstrip(".")}
    return _("Prices are final; no value added tax is added.")
