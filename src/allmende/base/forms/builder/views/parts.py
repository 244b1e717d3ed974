"""The properties of one page, group or question, and of the whole form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import edits
from ..actions import change_workpiece
from ..outline import page_holding
from ..properties import PropertyForm, property_form
from ..rules import check_rule, compose, names_at
from ..workpiece import Workpiece, get_workpiece
from .editor import to_place
from .shared import address, code_lists, designer, designer_required, findings_of, page

Json = dict[str, Any]


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, kind: str, key: str, path: str) -> HttpResponse:
    """A group or a question; a block's own questions are edited with the block."""
    piece = get_workpiece(kind, key)
    try:
        edits.item_at(piece.data(), path)
    except edits.EditError as error:
        raise Http404 from error
    old = dict(piece.form.walk())[path].model_dump(mode="json")  # with defaults: people see what holds
    form = _form(request, piece, old["type"], old, path)

    def store(data: Json, values: Json) -> str:
        return edits.change(data, path, values)

    shown = page_holding(piece.form, path)
    return _edit(
        request, piece, form, path, store, label=edits.words(old.get("label")) or old["key"], shown=shown
    )


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, kind: str, key: str, page: str) -> HttpResponse:
    """A page of the form."""
    piece = get_workpiece(kind, key)
    try:
        old = edits.page_of(piece.data(), page)
    except edits.EditError as error:
        raise Http404 from error
    form = _form(request, piece, "page", old, f"page:{page}")

    def store(data: Json, values: Json) -> str:
        wanted = values.get("key", page)
        if wanted != page and any(other["key"] == wanted for other in data["pages"]):
            raise edits.EditError(_("There is already a page with this short name."))
        edits.apply(edits.page_of(data, page), values)
        return edits.PAGE + str(wanted)

    label = edits.words(old.get("label")) or page
    return _edit(request, piece, form, f"page:{page}", store, label=label, shown=page)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The form as a whole."""
    piece = get_workpiece(kind, key)
    if piece.kind != "form":
        raise Http404
    form = _form(request, piece, "form", piece.data(), "")

    def store(data: Json, values: Json) -> str:
        edits.apply(data, values)
        return ""

    return _edit(request, piece, form, "", store, label=_("The whole form"), shown="")


@designer_required
@require_POST
def check(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Whether the rule that is being typed can be read; a few words for the place below the box."""
    piece = get_workpiece(kind, key)
    name, path = request.POST.get("_rule", ""), request.POST.get("_path", "")
    rule, use = request.POST.get(name, "").strip(), request.POST.get("_use", "show")
    problems = check_rule(piece.resolved(), path, rule, use) if rule else []
    return render(request, "form_builder/parts/rule_state.html", {"rule": rule, "problems": problems})


def _form(request: HttpRequest, piece: Workpiece, kind: str, old: Json, path: str) -> PropertyForm:
    whole = piece.resolved()
    return property_form(
        kind, old, post=request.POST or None, judge=lambda rule, use: check_rule(whole, path, rule, use),
        names=names_at(whole, "" if path.startswith("page:") else path),
        code_lists=_with_own(code_lists(), old.get("code_list") or ""),
    )  # fmt: skip


def _with_own(lists: list[tuple[str, str]], own: str) -> list[tuple[str, str]]:
    """``lists`` with the one that the question names, even where its content is not there (yet)."""
    return lists if not own or own in dict(lists) else [*lists, (own, own)]


def _edit(
    request: HttpRequest,
    piece: Workpiece,
    form: PropertyForm,
    path: str,
    store: Callable[[Json, Json], str],
    **context: str,
) -> HttpResponse:
    status = 200
    if form.is_valid():
        try:
            values = _with_assistant(piece, form, path, form.values())
            piece, place = change_workpiece(
                kind=piece.kind, key=piece.key, base=request.POST.get("base", ""), by=designer(request),
                edit=lambda data: store(data, values),
            )  # fmt: skip
        except edits.EditError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            if "stay" in request.POST:
                return redirect(request.path)
            return to_place(piece, place)
    if form.errors:
        status = 422
    at = path.removeprefix("page:") or piece.form.key
    return page(
        request, "part", piece, status=status, form=form, sections=form.sections(), path=path, names=form.names,
        findings=[finding for finding in findings_of(piece) if finding.place == at],
        check_url=address("check", piece), parents=list(edits.parents(piece.data())), **context,
    )  # fmt: skip


def _with_assistant(piece: Workpiece, form: PropertyForm, path: str, values: Json) -> Json:
    """``values`` with the conditions that the assistants say, joined to rules that are there."""
    for use in ("show", "required"):
        said = form.assistant(use) if f"{use}_name" in form.fields else None
        if said is None:
            continue
        rule, old = (
            compose(piece.resolved(), "" if path.startswith("page:") else path, *said),
            values.get(use),
        )
        values[use] = f"({old}) && {rule}" if isinstance(old, str) and old else rule
    return values
