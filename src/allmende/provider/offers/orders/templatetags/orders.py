"""For templates: official answers of an offer or a programme, and lengths of time in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import ngettext

from allmende.provider.offers.models import Offer
from allmende.provider.offers.taxes import tax_words

from ..billing.quarters import Quarter
from ..queries import official_answers

register = template.Library()


@register.inclusion_tag("orders/parts/official_answers.html", name="official_answers")
def show_official_answers(about: str) -> dict[str, Any]:
    """``{% official_answers offer.stream %}``: every published answer, each with its heading (h3)."""
    return {"answers": official_answers(about)}


@register.filter(name="tax_words")
def show_tax(offer: Offer) -> str:
    """What stands beside the prices of an offer: that they are final, and what tax is in them."""
    return tax_words(offer)


@register.filter
def quarter_words(key: str) -> str:
    """“Quarter 4 of 2026” for a bill's ``2026Q4``."""
    return Quarter.parse(key).words


@register.filter
def in_words(length: timedelta) -> str:
    """“3 hours”, “2 days”: rounded up, so that nobody is promised too much."""
    hours = max(1, -(-int(length.total_seconds()) // 3600))
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = -(-hours // 24)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
