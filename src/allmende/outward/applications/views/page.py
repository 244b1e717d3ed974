"""One page of the form: show it, take what was typed, go on or back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from allmende.base.forms.engine import Errors, Evaluation
from allmende.base.forms.paths import without_numbers
from allmende.base.identity.levels import TrustLevel
from allmende.foundation.numbers import whole_number

from ..access import get_draft_for
from ..actions import DraftGoneError, StaleDraftError, save_draft, touch_draft
from ..filling import Filled, fill
from ..rendering import anchor, ident, unknown_address
from ..shell import render_framed
from .desk import Desk, ErrorLink, error_links, is_below
from .trust import leave
from .uploads import keep_own_files, receive, unload

#: How often a page is merged again because another tab wrote in the very same moment.
TRIES = 5
#: Buttons beside single fields that change what the page shows.
CHANGES = ("add", "remove", "dispute", "agree")


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, draft_id: uuid.UUID, page: str) -> HttpResponse:
    """A page of a draft. Without JavaScript it posts and comes back; a change by htmx swaps what it changed."""
    desk = Desk.open(request, get_draft_for(request, draft_id), page)
    if desk.draft.sent_at is not None:
        return redirect("applications:thanks", draft_id=draft_id)
    if request.method == "POST":
        return _post(request, desk)
    touch_draft(draft=desk.draft)
    evaluation = desk.compiled.evaluate(desk.content.answers, page)
    if page not in evaluation.pages:
        if not evaluation.pages:
            raise Http404
        return redirect("applications:page", draft_id=draft_id, page=evaluation.pages[0])
    return show(request, desk, evaluation, {})


def show(
    request: HttpRequest,
    desk: Desk,
    evaluation: Evaluation,
    errors: Errors,
    *,
    notice: str = "",
    more: Sequence[ErrorLink] = (),
) -> HttpResponse:
    """The page with the errors of its own fields."""
    state = desk.state(evaluation, errors)
    html = desk.renderer.render(state)
    steps = evaluation.pages
    number = steps.index(desk.page) + 1 if desk.page in steps else 1
    change = request.GET.get("aendern") or request.POST.get("_change")
    frame: dict[str, Any] = {
        "procedure": desk.draft.version.procedure, "title": desk.title, "help": desk.help,
        "number": number, "total": len(steps) + 1, "is_first": number == 1, "change": change,
        "has_files": desk.renderer.has_files,
    }  # fmt: skip
    holes: dict[str, Any] = {
        "fields": html, "slots": state.slot_state(), "revision": desk.draft.revision, "tab": desk.tab,
        "base_url": desk.base_url,
    }  # fmt: skip
    if errors or notice or request.method == "POST":
        told = {"summary": error_links(desk.compiled, errors), "notice": notice, "more": more}
        return render(
            request, "applications/page.html", {**frame, **holes, **told}, status=422 if errors else 200
        )
    key = (desk.draft.version_id, desk.page, number, len(steps))
    return render_framed(
        request, "applications/page.html", key=key, frame=frame, holes=holes, own=str(desk.draft.pk)
    )


def _show_more(request: HttpRequest, desk: Desk, evaluation: Evaluation, unseen: list[str]) -> HttpResponse:
    """The page once more, with the questions that its answers brought up; nobody is blamed for those yet."""
    errors = {
        path: messages
        for path, messages in evaluation.errors.items()
        if not any(is_below(path, new) for new in unseen)
    }
    return show(
        request, desk, evaluation, errors, more=error_links(desk.compiled, dict.fromkeys(unseen, ("",)))
    )


def _post(request: HttpRequest, desk: Desk) -> HttpResponse:
    step, _, argument = request.POST.get("_do", "next").partition(":")
    refused = receive(request, desk) if request.FILES else {}
    if step == "unload":
        unload(request, desk, argument)
    if step == "refresh":
        return _refresh(request, desk)
    filled = _save(request, desk, f"{step}:{argument}" if step in CHANGES else "")
    if filled is None:
        return redirect("applications:thanks", draft_id=desk.draft.pk)
    if refused:
        return show(request, desk, filled.evaluation, refused)
    if step == "next" and filled.conflict:
        return show(request, desk, filled.evaluation, filled.errors, notice="conflict")
    if step == "next" and (unseen := desk.unseen(request, filled.evaluation)):
        return _show_more(request, desk, filled.evaluation, unseen)
    if step == "next" and filled.errors:
        return show(request, desk, filled.evaluation, filled.errors)
    if step == "identify" and (response := _identify(request, desk, argument)):
        return response
    if step == "search":
        desk.search(argument, request.POST.get(f"_q.{argument}", ""))
        return show(request, desk, filled.evaluation, {})
    return redirect(_where(request, desk, filled.evaluation, step, argument))


def _save(request: HttpRequest, desk: Desk, rows: str) -> Filled | None:
    """Merge what was posted into the draft; None where it was sent in the meantime.

    A page that another tab changed meanwhile is not written over: the person is told and decides.
    """
    base = _revision(request)
    for _attempt in range(TRIES):
        filled = fill(
            desk.compiled, desk.content, desk.page, request.POST, revision=base, tab=desk.tab, step=rows
        )
        keep_own_files(desk, filled.answers)
        desk.answers = filled.answers
        if filled.conflict:
            return filled
        same = filled.answers == desk.content.answers and not filled.spoken
        if same and desk.page in desk.content.pages:
            return filled
        desk.content.answers = filled.answers
        try:
            save_draft(draft=desk.draft, content=desk.content, page=desk.page, tab=desk.tab)
            return filled
        except StaleDraftError:
            desk.reload()
        except DraftGoneError:
            return None
    raise StaleDraftError


def _identify(request: HttpRequest, desk: Desk, argument: str) -> HttpResponse | None:
    """``service:path``: the page is kept; leave for the log-in or the service, and come back to this very field."""
    way, _colon, path = argument.partition(":")
    wanted = desk.renderer.levels.get(without_numbers(path))
    if wanted is None:
        return None
    back = reverse("applications:page", args=[desk.draft.pk, desk.page])
    back += f"#{anchor(desk.item(path), path)}"
    return leave(request, desk.draft, desk.content, way=way, level=TrustLevel(wanted), back=back)


def _refresh(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What a change shows and hides. Keeps nothing: it may arrive after the button that it was sent before."""
    filled = fill(
        desk.compiled, desk.content, desk.page, request.POST, revision=_revision(request), tab=desk.tab
    )
    keep_own_files(desk, filled.answers)
    desk.answers = filled.answers
    state = desk.state(filled.evaluation, {})
    html = desk.renderer.changes(state, desk.known_slots(request))
    context = {
        "fields": html,
        "slots": state.slot_state(),
        "revision": desk.draft.revision,
        "notes": desk.address_notes(state),
        "doubt": unknown_address(),
    }
    return render(request, "applications/parts/changes.html", context)


def _revision(request: HttpRequest) -> int:
    return whole_number(request.POST.get("_revision", "")) or 0


def _where(request: HttpRequest, desk: Desk, evaluation: Evaluation, step: str, argument: str) -> str:
    """Where the person goes after this page was kept."""
    here = reverse("applications:page", args=[desk.draft.pk, desk.page])
    if step == "add":
        return f"{here}#f-{ident(argument)}-{desk.last_row(argument)}"
    if step in ("dispute", "agree", "identify"):
        path = argument.rpartition(":")[2]
        return f"{here}#{anchor(desk.item(path), path)}"
    if step in ("remove", "upload", "unload"):
        return f"{here}#f-{ident(argument.rpartition('.')[0] if step == 'remove' else argument.partition(':')[0])}"
    if step == "later":
        return reverse("applications:later", args=[desk.draft.pk])
    pages = evaluation.pages
    place = pages.index(desk.page) if desk.page in pages else -1
    if step == "back" and place > 0:
        return reverse("applications:page", args=[desk.draft.pk, pages[place - 1]])
    if step == "back":
        return here
    if request.POST.get("_change") or place + 1 >= len(pages):
        return reverse("applications:check", args=[desk.draft.pk])
    return reverse("applications:page", args=[desk.draft.pk, pages[place + 1]])
