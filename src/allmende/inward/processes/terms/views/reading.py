"""The list of all procedures, and one to read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of, staff_required
from allmende.base.identity.views.shared import account_user

from ...access import may_draw
from ..actions import open_draft
from ..known import Known
from ..queries import all_terms, get_terms_for
from ..words import fee_lines, in_short, signature_lines
from .shared import address, page


@staff_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All procedures: what they cost, who signs."""
    draws = may_draw(account_user(request))
    found = [(terms, in_short(terms.published, Known(terms.version))) for terms in all_terms(drafts=draws)]
    return render(request, "terms/list.html", {"found": found, "draws": draws})


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key: str) -> HttpResponse:
    """What is published, in words; designers begin a working copy here."""
    by = account_user(request)
    terms = get_terms_for(by, key)
    if request.method == "POST":
        open_draft(terms=terms, actor=actor_of(by))
        return redirect(address("edit", terms))
    known = Known(terms.version)
    context: dict[str, Any] = {
        "fee": fee_lines(terms.published.fee, known),
        "signatures": signature_lines(terms.published.signatures, known),
    }
    return page(request, "one", terms, by, **context)
