"""Try what an application would cost and who would sign it; nothing is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import staff_required
from allmende.base.identity.views.shared import account_user

from ..known import Known
from ..queries import get_terms_for
from ..trial import asked_by, outcome
from .shared import page

_VALUE = "w."


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, key: str) -> HttpResponse:
    """The working copy for designers, what is published for all others."""
    by = account_user(request)
    terms = get_terms_for(by, key)
    content, known = terms.draft or terms.published, Known(terms.version)
    typed = {
        name.removeprefix(_VALUE): str(value)[:1000]
        for name, value in request.POST.items()
        if name.startswith(_VALUE)
    }
    asked = asked_by(content, known, typed)
    context: dict[str, Any] = {"asked": asked, "content": content, "is_draft": terms.draft is not None}
    if request.method == "POST" or not asked:
        context["outcome"] = outcome(content, known, asked)
    return page(request, "trial", terms, by, **context)
