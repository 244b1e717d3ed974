"""The same model as a list: every change that the canvas makes, by keyboard and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.foundation.numbers import whole_number

from ..access import designer_required, get_model_for
from ..actions import ChangedMeanwhileError, change_model
from ..bpmn.editing import (
    ADDABLE,
    EditError,
    add_step,
    add_way,
    move_step,
    places,
    remove_step,
    remove_way,
)
from ..bpmn.outline import FLOW_NODES, label
from ..bpmn.steps import KINDS, tell
from ..bpmn.tree import OURS, XSI, Element, as_bytes, by_id, kind, parse, storable, with_namespaces
from ..models import ProcessModel, SavedState
from ..queries import current_content, findings_in
from ..reading import unit_names
from .shared import address, page, refused

Edit = Callable[[Element], str]


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: HttpRequest, key: str) -> HttpResponse:
    """The steps with what can be done to each."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    if request.method == "POST":
        return _change(request, row, by)
    content = current_content(row)
    root = parse(content)
    ids = by_id(root)
    findings: dict[str, list[str]] = {}
    for finding in findings_in(content):
        findings.setdefault(finding.element, []).append(finding.message)
    nodes = [(key, label(node, ids)) for key, node in ids.items() if kind(node) in FLOW_NODES]
    kinds = [(name, str(KINDS[name])) for name in ADDABLE]
    context: dict[str, Any] = {
        "parts": tell(content, unit_name=unit_names()), "findings": findings, "places": places(root),
        "nodes": nodes, "kinds": kinds, "chosen": request.GET.get("schritt", ""), "way": request.GET.get("weg", ""),
        "undoable": bool(row.current and row.current.before_id),
    }  # fmt: skip
    return page(request, "list", row, by, **context)


def _change(request: HttpRequest, row: ProcessModel, by: User) -> HttpResponse:
    edit = _edit(request.POST)
    anchor = ""

    def applied(old: bytes) -> bytes:
        nonlocal anchor
        root = with_namespaces(parse(old), {"allmende": OURS, "xsi": XSI})
        anchor = edit(root)
        return as_bytes(root)

    base = request.POST.get("base", "")
    try:
        change_model(
            model=row,
            base=whole_number(base) or 0,
            how=SavedState.How.LISTED,
            actor=actor_of(by),
            edit=applied,
        )
    except (EditError, ChangedMeanwhileError) as error:
        refused(request, error)
        return redirect(address("list", row))
    return redirect(address("list", row) + (f"#schritt-{anchor}" if anchor else ""))


def _edit(post: Mapping[str, str]) -> Edit:
    """What the pressed button asks for, as a change of the tree that returns the step to show."""
    do, _colon, what = post.get("do", "").partition(":")
    name = storable(post.get("name", "")).strip()[:300]

    def run(root: Element) -> str:
        if do == "add":
            return add_step(root, post.get("flow", ""), name, post.get("kind", ""))
        if do == "remove":
            remove_step(root, what)
        elif do == "move":
            move_step(root, what, post.get("flow", ""))
            return what
        elif do == "way":
            add_way(root, what, post.get("target", ""), name, post.get("condition", "").strip())
            return what
        elif do == "remove_way":
            remove_way(root, what)
        else:
            raise EditError(_("This is not known here."))
        return ""

    return run
