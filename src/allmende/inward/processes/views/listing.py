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
from ..bpmn.editing import add_handler, add_step, attach_event, begin_part, move_step
from ..bpmn.lanes import add_lane, lanes_in, remove_lane
from ..bpmn.making import AT_ANY_TIME, REPEATABLE, STEPS, TRIGGERED
from ..bpmn.outline import CONTAINERS, FLOW_NODES, begins_by_itself, label, processes
from ..bpmn.removing import goes_with, remove_step
from ..bpmn.steps import tell
from ..bpmn.tree import (
    OURS,
    XSI,
    Element,
    as_bytes,
    by_id,
    child,
    kind,
    name_of,
    parse,
    storable,
    with_namespaces,
)
from ..bpmn.ways import EditError, add_way, lead_way, places, remove_way, targets
from ..models import ProcessModel, SavedState
from ..panel.events import trigger_words
from ..queries import current_content, findings_in, may_redo
from ..wording import speaker_for
from .shared import address, page, refused

#: What a change does to the tree; it returns the step to show.
Edit = Callable[[Element, Mapping[str, str], str], str]


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
    findings: dict[str, list[str]] = {}
    for finding in findings_in(row, content):
        findings.setdefault(finding.element, []).append(finding.message)
    chosen = request.GET.get("schritt", "")
    context: dict[str, Any] = {
        "parts": tell(content, speaker_for(row.key, root).words()), "findings": findings, "places": places(root),
        "kinds": [(name, words) for name, (_element, _trigger, words) in STEPS.items()],
        "lanes": [(lane.get("id"), name_of(lane) or lane.get("id")) for p in processes(root) for lane in lanes_in(p)],
        "parents": _parents(root), "at_any_time": _words(AT_ANY_TIME), "endings": _words(TRIGGERED["endEvent"]),
        "chosen": chosen, "tools": _tools(root, chosen), "way": request.GET.get("weg", ""),
        "undoable": bool(row.current and row.current.before_id), "redoable": may_redo(row),
    }  # fmt: skip
    return page(request, "list", row, by, **context)


def _words(triggers: tuple[str, ...]) -> list[tuple[str, str]]:
    words = trigger_words()
    return [(key, words[key]) for key in triggers]


def _parents(root: Element) -> list[tuple[str, str]]:
    """Processes and their parts: where something may begin at any time."""
    ids = by_id(root)
    found = [(p.get("id"), name_of(p) or _("Whole process")) for p in processes(root) if p.get("id")]
    inner = [e for e in root.iter() if kind(e) in CONTAINERS and e.get("id")]
    return found + [(e.get("id"), label(e, ids)) for e in inner]


def _tools(root: Element, key: str) -> dict[str, Any]:
    """What can be done to one step."""
    ids = by_id(root)
    node = ids.get(key)
    if node is None or kind(node) not in FLOW_NODES:
        return {}
    name, own = kind(node), begins_by_itself(node)
    moves = name not in ("startEvent", "endEvent", "boundaryEvent") and not own
    inside = set(node.iter())
    return {
        "moves": moves,
        "beside": [
            (other, label(element, ids))
            for other, element in ids.items()
            if kind(element) in FLOW_NODES and element not in inside and not begins_by_itself(element)
        ]
        if moves
        else [],
        "targets": targets(root, node) if name != "endEvent" and not own else [],
        "attaches": _words(TRIGGERED["boundaryEvent"]) if name in REPEATABLE and not own else [],
        "empty": name in CONTAINERS and child(node, "startEvent") is None,
        "removes": name != "startEvent",
        "goes_with": goes_with(root, key) if name != "startEvent" else [],
    }


def _change(request: HttpRequest, row: ProcessModel, by: User) -> HttpResponse:
    do, _colon, what = request.POST.get("do", "").partition(":")
    anchor = ""

    def applied(old: bytes) -> bytes:
        nonlocal anchor
        if do not in _EDITS:
            raise EditError(_("This is not known here."))
        root = with_namespaces(parse(old), {"allmende": OURS, "xsi": XSI})
        anchor = _EDITS[do](root, request.POST, what)
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


def _name(post: Mapping[str, str]) -> str:
    return storable(post.get("name", "")).strip()[:300]


def _add(root: Element, post: Mapping[str, str], _what: str) -> str:
    return add_step(root, post.get("flow", ""), _name(post), post.get("kind", ""))


def _remove(root: Element, _post: Mapping[str, str], what: str) -> str:
    remove_step(root, what)
    return ""


def _move(root: Element, post: Mapping[str, str], what: str) -> str:
    move_step(root, what, post.get("place", ""), post.get("other", ""))
    return what


def _way(root: Element, post: Mapping[str, str], what: str) -> str:
    condition, ending = post.get("condition", "").strip(), post.get("ending", "")
    if ending not in TRIGGERED["endEvent"]:
        ending = ""
    add_way(root, what, post.get("target", ""), _name(post), condition, ending)
    return what


def _lead(root: Element, post: Mapping[str, str], what: str) -> str:
    lead_way(root, what, post.get("target", ""))
    return str(by_id(root)[what].get("sourceRef"))


def _remove_way(root: Element, _post: Mapping[str, str], what: str) -> str:
    remove_way(root, what)
    return ""


def _attach(root: Element, post: Mapping[str, str], what: str) -> str:
    ends = post.get("interrupting") == "yes"
    return attach_event(root, what, post.get("trigger", ""), _name(post), interrupting=ends)


def _handler(root: Element, post: Mapping[str, str], _what: str) -> str:
    ends = post.get("interrupting") == "yes"
    return add_handler(root, post.get("within", ""), post.get("trigger", ""), _name(post), interrupting=ends)


def _begin(root: Element, _post: Mapping[str, str], what: str) -> str:
    begin_part(root, what)
    return what


def _lane(root: Element, post: Mapping[str, str], _what: str) -> str:
    add_lane(root, post.get("within", ""), _name(post))
    return ""


def _remove_lane(root: Element, _post: Mapping[str, str], what: str) -> str:
    remove_lane(root, what)
    return ""


_EDITS: dict[str, Edit] = {
    "add": _add, "remove": _remove, "move": _move, "way": _way, "lead": _lead, "remove_way": _remove_way,
    "attach": _attach, "handler": _handler, "begin": _begin, "lane": _lane, "remove_lane": _remove_lane,
}  # fmt: skip
