"""The modeller: the canvas in the browser, its autosave, and the properties of the chosen element."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.base.workflow.moddle import EXTENSION
from allmende.foundation.numbers import whole_number

from ..access import designer_required, get_model_for
from ..actions import ChangedMeanwhileError, change_model, redo_change, undo_change
from ..bpmn.lanes import put_in_lane
from ..bpmn.merging import keep_unknown
from ..bpmn.outline import label
from ..bpmn.properties import write_properties
from ..bpmn.tree import (
    OURS,
    XSI,
    Element,
    UnreadableModelError,
    as_bytes,
    as_text,
    by_id,
    parse,
    with_namespaces,
)
from ..bpmn.ways import EditError
from ..models import ProcessModel, SavedState
from ..panel import PropertiesForm, properties_form
from ..queries import current_content, findings_in, may_redo
from ..trying import suggestions, try_rule
from ..wording import Speaker, speaker_for
from .shared import address, page, refused


@designer_required
@require_safe
def draw(request: HttpRequest, key: str) -> HttpResponse:
    """The page with the canvas."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    undoable = bool(row.current and row.current.before_id)
    return page(request, "draw", row, by, undoable=undoable, redoable=may_redo(row))


@designer_required
@require_safe
def vocabulary(request: HttpRequest) -> JsonResponse:
    """Our attributes, as the browser's library wants them described."""
    return JsonResponse(EXTENSION)


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, key: str) -> HttpResponse:
    """The working copy as XML; by POST the drawing of the browser becomes the next state."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    if request.method == "POST":
        return _save_drawing(request, row, by)
    response = HttpResponse(as_text(current_content(row)), content_type="application/xml; charset=utf-8")
    response["X-State"] = str(row.current.number if row.current else 0)
    response["Cache-Control"] = "no-store"
    return response


def _save_drawing(request: HttpRequest, row: ProcessModel, by: User) -> JsonResponse:
    base = request.GET.get("base", "")
    drawn = request.body
    try:
        saved = change_model(
            model=row, base=whole_number(base) or 0, how=SavedState.How.DRAWN, actor=actor_of(by),
            edit=lambda old: keep_unknown(old, drawn),
        )  # fmt: skip
    except ChangedMeanwhileError as error:
        return JsonResponse({"message": str(error)}, status=409)
    except UnreadableModelError as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse({"number": saved.number})


@designer_required
@require_POST
def step_back(request: HttpRequest, key: str) -> HttpResponse:
    """Undo or redo the last saved change."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    if request.POST.get("do") == "redo":
        done = redo_change(model=row, actor=actor_of(by))
    else:
        done = undo_change(model=row, actor=actor_of(by))
    if done is None:
        refused(request, ValueError(_("There is nothing more to take back.")))
    back = "list" if request.POST.get("to") == "list" else "draw"
    return redirect(address(back, row))


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def element(request: HttpRequest, key: str, element: str) -> HttpResponse:
    """The properties of one element: a panel beside the canvas, a page of its own without it."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    root = parse(current_content(row))
    found = by_id(root).get(element)
    if found is None:
        raise Http404
    do = request.POST.get("do", "save")
    form = properties_form(root, found, row.key, request.POST or None)
    shown: dict[str, Any] = {"form": form}
    saved = None
    if request.method == "POST" and do in ("try", "run"):
        typed = {name: str(value) for name, value in request.POST.items()}
        shown["trial"] = try_rule(typed.get(form.rule, ""), typed, run=do == "run")
    elif request.method == "POST" and form.is_valid():
        saved = _save_properties(request, row, by, element, form)
        if saved is not None and not request.headers.get("HX-Request"):
            return redirect(address("list", row) + f"#schritt-{element}")
    response = _panel(request, row, by, element, shown, saved)
    response["Vary"] = "HX-Request"
    return response


def _save_properties(
    request: HttpRequest, row: ProcessModel, by: User, key: str, form: PropertiesForm
) -> SavedState | None:
    base = request.POST.get("base", "")

    def edit(old: bytes) -> bytes:
        root = with_namespaces(parse(old), {"allmende": OURS, "xsi": XSI})
        before = as_bytes(root)
        found = by_id(root).get(key)
        if found is None:
            raise ChangedMeanwhileError(_("This element is no longer there. Somebody may have removed it."))
        write_properties(root, found, form.values())
        if form.lane():
            put_in_lane(root, key, form.lane())
        changed = as_bytes(root)
        return old if changed == before else changed

    try:
        saved = change_model(
            model=row,
            base=whole_number(base) or 0,
            how=SavedState.How.SET,
            actor=actor_of(by),
            edit=edit,
        )
    except (ChangedMeanwhileError, EditError) as error:
        form.add_error(None, str(error))
        return None
    row.current = saved
    return saved


def _panel(
    request: HttpRequest,
    row: ProcessModel,
    by: User,
    key: str,
    shown: dict[str, Any],
    saved: SavedState | None,
) -> HttpResponse:
    content = current_content(row)
    root = parse(content)
    found: Element = by_id(root)[key]
    form = properties_form(root, found, row.key) if saved else shown.pop("form")
    speaker = speaker_for(row.key, root)
    context = {
        **shown, "form": form, "element": key, "name": label(found, by_id(root)), "saved": saved is not None,
        "findings": [finding for finding in findings_in(row, content) if finding.element == key],
        "suggestions": suggestions(root, speaker.labels), "said": _said(form, speaker),
        "base": row.current.number if row.current else 0,
        "remarks": row.remarks.filter(element=key, settled_at=None).select_related("written_by").order_by("written_at"),
    }  # fmt: skip
    if not request.headers.get("HX-Request"):
        status = 422 if form.is_bound and form.errors and "trial" not in shown else 200
        return page(request, "element", row, by, status=status, **context)
    response = render(request, "processes/parts/panel.html", {"model": row, **context})
    if saved is not None:
        response["HX-Trigger"] = json.dumps({"stateSaved": {"number": saved.number, "element": key}})
    return response


def _said(form: PropertiesForm, speaker: Speaker) -> str:
    """The rule of the element in words, where that says more than the rule."""
    rule = str(form[form.rule].value() or "").strip() if form.rule else ""
    said = speaker.say(rule) if form.rule == "script" else speaker.holds(rule)
    return said if said != rule.removeprefix("=").strip() else ""
