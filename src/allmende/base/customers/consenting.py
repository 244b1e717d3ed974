"""What customers can be asked to agree to: apps register their purposes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.registry import Registry


@dataclass(frozen=True)
class Purpose:
    """``label`` names it; ``text`` are the very words that somebody agrees to."""

    key: str
    label: str | Promise
    text: str | Promise


purposes: Registry[Purpose] = Registry("purpose of a consent")

#: Decisions may be made known electronically where the person agrees (section 41 (2a) VwVfG, section 9 OZG).
ELECTRONIC_DELIVERY = purposes.register(
    Purpose(
        "electronic_delivery",
        _("Decisions in the account instead of on paper"),
        _(
            "I agree that decisions are made known to me by making them available in my account. "
            "I am told by e-mail when one is there. "
            "It counts as delivered on the fourth day after it was made available."
        ),
    )
)
#: A person who helps or the service centre may look at earlier matters to advise (GDPR Art. 6 (1) a).
ADVICE = purposes.register(
    Purpose(
        "advice",
        _("Advice across offices"),
        _(
            "I agree that the service centre sees my matters in all offices, so that it can advise me at one place."
        ),
    )
)
