"""The outline of a form: add, order, copy and remove pages, groups and questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ... import queries
from ...schema import text_in
from .. import edits
from ..actions import change_workpiece
from ..canvas import the_canvas
from ..kinds import KINDS
from ..outline import outline
from ..workpiece import get_workpiece
from .shared import address, back, designer, designer_required, findings_of, page, refused


@designer_required
@require_GET
def editor(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The outline with a preview beside it."""
    piece = get_workpiece(kind, key)
    findings = findings_of(piece)
    shown = request.GET.get("seite", "")
    pages = [p.key for p in piece.form.pages]
    wide = request.GET.get("ansicht") == "rechner"
    return page(
        request, "editor", piece,
        pages=outline(piece.form, findings), findings=findings,
        whole=[finding for finding in findings if finding.place == piece.form.key],
        kinds=KINDS.items(), blocks=[(k, text_in(g.label) or k) for k, g in queries.blocks().items()],
        preview=address("tryout", piece, page=shown if shown in pages else pages[0]) if the_canvas() else "",
        wide=wide, shown=shown, parents=list(edits.parents(piece.data())),
    )  # fmt: skip


@designer_required
@require_POST
def change(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One change to the outline; ``do`` names it. A script gets JSON, a form the outline again."""
    try:
        edit = CHANGES[request.POST.get("do", "")]
        piece, anchor = change_workpiece(
            kind=kind, key=key, base=request.POST.get("base", ""), by=designer(request),
            edit=lambda data: edit(data, request.POST),
        )  # fmt: skip
    except (edits.EditError, KeyError) as error:
        piece, anchor = get_workpiece(kind, key), ""
        refused(
            request, error if isinstance(error, edits.EditError) else Exception(_("This is not possible."))
        )
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"go": address("editor", piece)})
    view = request.POST.get("ansicht", "")
    return back("editor", piece, anchor, query=f"?ansicht={view}" if view == "rechner" else "")


def _label(post: Any) -> str:
    label = str(post.get("label", "")).strip()
    if not label:
        raise edits.EditError(_("Please write what it is called. Nothing was added."))
    return label[:300]


def _add(data: edits.Json, post: Any) -> str:
    kind, block = post.get("kind", ""), ""
    if kind.startswith("block:"):
        kind, block = "group", kind.removeprefix("block:")
    return part_id(edits.add_item(data, post.get("parent", ""), kind, _label(post), block))


def _put(data: edits.Json, post: Any) -> str:
    return part_id(edits.put(data, post.get("path", ""), post.get("parent", ""), post.get("before", "")))


def _remove(data: edits.Json, post: Any) -> str:
    edits.remove(data, post.get("path", ""))
    return ""


def _add_page(data: edits.Json, post: Any) -> str:
    return page_id(edits.add_page(data, _label(post)))


def _move_page(step: int) -> Callable[[edits.Json, Any], str]:
    def move(data: edits.Json, post: Any) -> str:
        edits.move_page(data, post.get("page", ""), step)
        return page_id(post.get("page", ""))

    return move


def _remove_page(data: edits.Json, post: Any) -> str:
    edits.remove_page(data, post.get("page", ""))
    return ""


def part_id(path: str) -> str:
    """The id of a part's row on the page."""
    return "teil-" + path.replace(".", "-")


def page_id(key: str) -> str:
    """The id of a page's section."""
    return f"seite-{key}"


CHANGES: dict[str, Callable[[edits.Json, Any], str]] = {
    "add": _add,
    "put": _put,
    "remove": _remove,
    "up": lambda data, post: part_id(edits.move(data, post.get("path", ""), -1)),
    "down": lambda data, post: part_id(edits.move(data, post.get("path", ""), 1)),
    "copy": lambda data, post: part_id(edits.duplicate(data, post.get("path", ""))),
    "add_page": _add_page,
    "page_up": _move_page(-1),
    "page_down": _move_page(1),
    "remove_page": _remove_page,
}
