"""Find a customer; who may be recorded twice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from allmende.base.customers.queries import find_customers, suspicions
from allmende.base.customers.similar import compare

from ..access import advisor_required
from ..forms import address_line

_MOST = 50


@advisor_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Search by name or e-mail address, and the pairs that nobody looked at yet."""
    text = request.GET.get("q", "").strip()[:200]
    found = find_customers(text, limit=_MOST) if text else []
    pairs = (
        [] if text else [(row.first, row.second, compare(row.first, row.second)) for row in suspicions(_MOST)]
    )
    context = {
        "q": text, "found": [(row, address_line(row)) for row in found], "more": len(found) == _MOST,
        "pairs": [pair for pair in pairs if pair[2].reasons],
    }  # fmt: skip
    return render(request, "customer_desk/start.html", context)
