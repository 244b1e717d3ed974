"""Who may see a claim: the customer's account, or who knows Kassenzeichen and code."""

from __future__ import annotations

from secrets import compare_digest

from django.http import Http404, HttpRequest

from allmende.foundation.limits.actions import check, client_of, spend

from .models import Claim
from .references import is_kassenzeichen

#: Wrong codes from one client; a household types some, a script finds nothing.
WRONG_AN_HOUR = 30


def get_claim_for(request: HttpRequest, key: str) -> Claim:
    """The claim of ``<kassenzeichen>-<code>``; raises ``Http404`` where either is wrong, ``TooOftenError``."""
    client = client_of(request)
    check("payments.code", client, limit=WRONG_AN_HOUR, seconds=3600)
    kassenzeichen, _dash, code = key.upper().partition("-")
    claim = None
    if is_kassenzeichen(kassenzeichen):
        claim = Claim.objects.select_related("customer").filter(kassenzeichen=kassenzeichen).first()
    if claim is None or not compare_digest(claim.code.encode(), code.encode()):
        spend("payments.code", client, limit=WRONG_AN_HOUR, seconds=3600)
        raise Http404
    return claim
