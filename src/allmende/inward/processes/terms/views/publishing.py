"""Compare versions, check, publish, throw the working copy away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.base.identity.views.shared import account_user
from allmende.base.procedures.actions import FolderError
from allmende.foundation.numbers import whole_number

from ...access import designer_required
from ...actions import ChangedMeanwhileError, NothingToPublishError
from ...models import SavedState
from ...queries import WORKING, comparable
from ..actions import discard_draft, publish_draft, save_draft
from ..checking import blocked, checks_of
from ..content import Content
from ..known import Known
from ..queries import Terms, get_terms_for, state_named
from ..words import compare
from .shared import address, page


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def comparison(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions in words; the earlier one may become the working copy again."""
    by = account_user(request)
    terms = get_terms_for(by, key, draw=True)
    if terms.model is None:
        raise Http404
    older = request.POST.get("alt") or request.GET.get("alt") or f"v{terms.version.number}"
    newer = request.GET.get("neu") or WORKING
    before, after = state_named(terms, older), state_named(terms, newer)
    if before is None or after is None:
        raise Http404
    if request.method == "POST":
        save_draft(model=terms.model, base=0, content=before, actor=actor_of(by), how=SavedState.How.RESTORED)
        messages.success(request, _("The earlier version is the working copy now. “Undo” takes that back."))
        return redirect(address("edit", terms))
    context: dict[str, Any] = {
        "choices": comparable(terms.model, terms.procedure.versions.all()), "older": older, "newer": newer,
        "differences": compare(before, after, Known(terms.version)),
    }  # fmt: skip
    return page(request, "compare", terms, by, **context)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """What is wrong, what changes, and from when it counts."""
    by = account_user(request)
    terms = get_terms_for(by, key, draw=True)
    if request.method != "POST":
        return page(request, "publish", terms, by, **_facts(terms))
    try:
        made = publish_draft(
            terms=terms, base=whole_number(request.POST.get("base", "")) or 0, actor=actor_of(by),
            reason=request.POST.get("reason", "").strip(),
        )  # fmt: skip
    except FolderError as error:
        messages.error(request, _("Not published: please see to the points below first."))
        return page(request, "publish", terms, by, status=422, refused=error.findings, **_facts(terms))
    except (ChangedMeanwhileError, NothingToPublishError) as error:
        messages.error(request, str(error))
        return redirect(address("publish", terms))
    messages.success(
        request,
        _("Published as version %(number)s of the procedure. It counts for applications begun from now on.")
        % {"number": made.number},
    )
    return redirect(address("one", terms))


def _facts(terms: Terms) -> dict[str, Any]:
    known, content = Known(terms.version), terms.draft or Content()
    checks = checks_of(terms, content, known)
    return {
        "checks": checks, "blocked": blocked(checks),
        "differences": compare(terms.published, content, known),
    }  # fmt: skip


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Ask, then delete the working copy."""
    by = account_user(request)
    terms = get_terms_for(by, key, draw=True)
    if request.method != "POST":
        return page(request, "discard", terms, by)
    discard_draft(terms=terms, actor=actor_of(by))
    messages.success(request, _("The draft “%(name)s” is deleted.") % {"name": terms.name})
    return redirect(address("one", terms))
