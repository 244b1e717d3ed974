"""The editor: fee and signatures as one form, without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.numbers import whole_number

from ...access import designer_required
from ...actions import ChangedMeanwhileError, redo_change, undo_change
from ...queries import may_redo
from ..actions import save_draft
from ..content import Content
from ..forms import Editor
from ..known import Known
from ..queries import Terms, get_terms_for
from .shared import address, page


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change the working copy; nothing counts before it is published."""
    by = account_user(request)
    terms = get_terms_for(by, key, draw=True)
    known = Known(terms.version)
    editor = Editor(known, terms.draft or Content(), request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, terms, by, editor, known)
    if not editor.is_valid():
        return _page(request, terms, by, editor, known, status=422)
    try:
        save_draft(
            model=terms.model, base=whole_number(request.POST.get("base", "")) or 0,  # type: ignore[arg-type]
            content=editor.content(), actor=actor_of(by),
        )  # fmt: skip
    except ChangedMeanwhileError as error:
        messages.error(request, str(error))
        return _page(request, get_terms_for(by, key, draw=True), by, editor, known, status=409)
    messages.success(request, _("Saved in the working copy. It counts when you publish it."))
    return redirect(address("trial" if request.POST.get("do") == "trial" else "edit", terms))


def _page(
    request: HttpRequest, terms: Terms, by: User, editor: Editor, known: Known, status: int = 200
) -> HttpResponse:
    model = terms.model
    context: dict[str, Any] = {
        "editor": editor, "names": _names(known),
        "undoable": bool(model and model.current and model.current.before_id),
        "redoable": bool(model and may_redo(model)),
    }  # fmt: skip
    return page(request, "edit", terms, by, status=status, **context)


def _names(known: Known) -> list[tuple[str, str, str]]:
    """(name, what people call it, its values) for whoever writes a rule."""
    items = known.form.items.items() if known.form else ()
    paths = [
        path for path, item in items
        if item.type not in ("note", "file") and path.partition(".")[0] != "param"
    ]  # fmt: skip
    answers = [
        (path, known.label(path), ", ".join(f"{value} ({words})" for value, words in known.labels.choices(path)[:12]))
        for path in paths
    ]  # fmt: skip
    return [*((key, label, now) for key, (label, now) in known.values.items()), *answers]


@designer_required
@require_POST
def step_back(request: HttpRequest, key: str) -> HttpResponse:
    """Undo or redo the last saved change."""
    by = account_user(request)
    terms = get_terms_for(by, key, draw=True)
    if terms.model is None:
        raise Http404
    change = redo_change if request.POST.get("do") == "redo" else undo_change
    if change(model=terms.model, actor=actor_of(by)) is None:
        messages.error(request, _("There is nothing more to take back."))
    return redirect(address("edit", terms))
