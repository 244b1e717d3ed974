"""The outline of a form: add, order, copy and remove pages, groups and questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from allmende.base.identity.access import actor_of

from ... import queries
from ...actions import undo_block_change, undo_change
from ...schema import text_in
from .. import edits
from ..actions import change_workpiece
from ..canvas import the_canvas
from ..kinds import KINDS
from ..outline import outline, page_holding
from ..workpiece import Workpiece, get_workpiece
from .shared import address, back, designer, designer_required, findings_of, page, refused

WIDE = "rechner"


@designer_required
@require_GET
def editor(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The outline, one page of it open, with a preview beside it."""
    piece = get_workpiece(kind, key)
    findings = findings_of(piece)
    keys = [entry.key for entry in piece.form.pages]
    shown = request.GET.get("seite", "")
    shown = shown if shown in keys else keys[0]
    return page(
        request, "editor", piece,
        pages=outline(piece.form, findings, shown),
        whole=[finding for finding in findings if finding.place == piece.form.key],
        kinds=KINDS.items(), blocks=[(k, text_in(g.label) or k) for k, g in queries.blocks().items()],
        preview=address("tryout", piece, page=shown) if the_canvas() else "",
        wide=request.GET.get("ansicht") == WIDE, shown=shown, adding=request.GET.get("zu", ""),
        undoable=piece.undoable,
    )  # fmt: skip


@designer_required
@require_POST
def change(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One change to the outline: ``do`` names it, with its object behind a colon ("up:owner.name").

    A script gets JSON, a form the outline again.
    """
    do, _colon, what = request.POST.get("do", "").partition(":")
    if do == "undo":
        return _undo(request, kind, key)
    try:
        edit = CHANGES[do]
        piece, place = change_workpiece(
            kind=kind, key=key, base=request.POST.get("base", ""), by=designer(request),
            edit=lambda data: edit(data, what, request.POST),
        )  # fmt: skip
    except (edits.EditError, KeyError) as error:
        piece, place = get_workpiece(kind, key), what
        refused(
            request, error if isinstance(error, edits.EditError) else Exception(_("This is not possible."))
        )
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"go": address("editor", piece)})
    return to_place(piece, place, view=request.POST.get("ansicht", ""), shown=request.POST.get("seite", ""))


def _undo(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    piece = get_workpiece(kind, key)
    undo = undo_block_change if kind == "block" else undo_change
    if request.POST.get("base", "") not in ("", piece.base):
        refused(request, Exception(_("Somebody else has changed this meanwhile. Nothing was undone.")))
    elif undo(key=key, actor=actor_of(designer(request))):
        messages.success(request, _("The last change is undone."))
    else:
        messages.info(request, _("There is no change left to undo."))
    return to_place(piece, "", view=request.POST.get("ansicht", ""), shown=request.POST.get("seite", ""))


def to_place(piece: Workpiece, place: str, *, view: str = "", shown: str = "") -> HttpResponseRedirect:
    """Redirect to the outline with the page open on which ``place`` (``page:KEY`` or a path) stands."""
    key = page_holding(piece.form, place.removeprefix(edits.PAGE)) or shown
    query = {name: value for name, value in (("seite", key), ("ansicht", view)) if value}
    anchor = f"seite-{key}" if place.startswith(edits.PAGE) else "teil-" + place.replace(".", "-")
    return back("editor", piece, anchor if place else "", query=f"?{urlencode(query)}" if query else "")


def _label(post: Any) -> str:
    label = str(post.get("label", "")).strip()
    if not label:
        raise edits.EditError(_("Please write what it is called. Nothing was added."))
    return label[:300]


def _add(data: edits.Json, parent: str, post: Any) -> str:
    kind, block = post.get("kind", ""), ""
    if kind.startswith("block:"):
        kind, block = "group", kind.removeprefix("block:")
    return edits.add_item(data, parent, kind, _label(post), block)


def _put(data: edits.Json, path: str, post: Any) -> str:
    return edits.put(data, path, post.get("parent", ""), post.get("before", ""))


def _remove(data: edits.Json, path: str, post: Any) -> str:
    edits.remove(data, path)
    return ""


def _add_page(data: edits.Json, what: str, post: Any) -> str:
    return edits.PAGE + edits.add_page(data, _label(post))


def _move_page(step: int) -> Callable[[edits.Json, str, Any], str]:
    def move(data: edits.Json, key: str, post: Any) -> str:
        edits.move_page(data, key, step)
        return edits.PAGE + key

    return move


def _remove_page(data: edits.Json, key: str, post: Any) -> str:
    edits.remove_page(data, key)
    return ""


CHANGES: dict[str, Callable[[edits.Json, str, Any], str]] = {
    "add": _add,
    "put": _put,
    "remove": _remove,
    "up": lambda data, path, post: edits.move(data, path, -1),
    "down": lambda data, path, post: edits.move(data, path, 1),
    "copy": lambda data, path, post: edits.duplicate(data, path),
    "add_page": _add_page,
    "put_page": lambda data, key, post: edits.put_page(data, key, post.get("before", "")),
    "page_up": _move_page(-1),
    "page_down": _move_page(1),
    "remove_page": _remove_page,
}
