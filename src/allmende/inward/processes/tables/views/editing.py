"""The editor: one table at a time as a form, by keyboard and without JavaScript; a script only saves by itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.base.workflow.decisions.review import column_kinds
from allmende.foundation.numbers import whole_number
from allmende.foundation.readable import read_json

from ...access import designer_required
from ...actions import ChangedMeanwhileError, redo_change, undo_change
from ...queries import content_of, current_content, may_redo
from ..access import get_tables_for
from ..actions import edit_tables, rename_tables
from ..dmn.columns import add_column, set_whole_numbers
from ..dmn.deciding import add_decision
from ..dmn.editing import (
    EditError,
    add_rule,
    copy_rule,
    decision_of,
    move_rule,
    remove_rule,
    table_of,
    write_cells,
    write_formula,
)
from ..dmn.outline import names_in, sheets
from ..dmn.tree import Element, parse, part, storable
from ..graph import graph_of
from ..queries import Tables, known_to
from ..showing import Known, Shown, ShownSheet, show
from ..values import values_read
from .shared import address, page

#: Fields of one page at most: a table of 500 rules comes in pieces.
MOST_FIELDS = 600
_CELL = "c."


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """One table of the file with all that can be done to it."""
    by = account_user(request)
    tables = get_tables_for(by, key, draw=True)
    if request.method == "POST":
        return _change(request, tables, by)
    return _page(request, tables, by, request.GET.get("tabelle", ""), request.GET.get("ab", ""))


def _page(
    request: HttpRequest, tables: Tables, by: User, decision: str, first: str,
    typed: Mapping[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    content = _content(tables)
    root = parse(content)
    every = sheets(root)
    chosen = next((sheet for sheet in every if sheet.id == decision), every[0] if every else None)
    if chosen is None:
        return page(request, "empty", tables, by)
    size = max(5, MOST_FIELDS // max(1, len(chosen.columns)))
    start = (whole_number(first) or 1) - 1
    start = start - start % size if start < len(chosen.rows) else 0
    known = known_to(tables)
    shown = show(content, typed=typed, known=known, only=chosen.id, first=start, last=start + size)
    current = next(entry for entry in shown.sheets if entry.sheet.id == chosen.id)
    context: dict[str, Any] = {
        "shown": shown, "current": current, "first": start + 1, "pages": _pages(len(chosen.rows), size, start),
        "undoable": bool(tables.model and tables.model.current and tables.model.current.before_id),
        "redoable": bool(tables.model and may_redo(tables.model)),
        "names": [*names_in(root), *known.values], "graph": graph_of(every, chosen.id),
        "gaps": gap_buttons(current), "formula": (typed or {}).get("formula", chosen.formula),
        "amounts": _amounts(tables, shown, known),
    }  # fmt: skip
    return page(request, "edit", tables, by, status=status, **context)


def _amounts(tables: Tables, shown: Shown, known: Known) -> str:
    """Where the amounts that these tables read are changed, empty where they read none of a procedure."""
    definition = tables.origin[0]
    if definition is None or not values_read(shown.review, known.values):
        return ""
    return address("one", definition.key) + "#werte"


def _pages(rows: int, size: int, start: int) -> list[tuple[int, int, bool]]:
    """(first rule, last rule, shown now) for each piece of a long table; none for a short one."""
    if rows <= size:
        return []
    return [(at + 1, min(rows, at + size), at == start) for at in range(0, rows, size)]


def gap_buttons(current: ShownSheet) -> list[tuple[str, str, str]]:
    """(sentence, what the button does, its words) for each gap."""
    found = []
    for gap in current.gaps:
        if gap.column:
            found.append((gap.text, f"whole:{gap.column}", _("Only whole numbers come")))
        else:
            found.append((gap.text, f"gap:{json.dumps(gap.cells)}", _("Make a rule for it")))
    return found


def _content(tables: Tables) -> bytes:
    if tables.model is None:
        raise LookupError(tables.key)
    return current_content(tables.model)


def _change(request: HttpRequest, tables: Tables, by: User) -> HttpResponse:
    decision, first = request.POST.get("tabelle", ""), request.POST.get("ab", "")
    typed = {
        name.removeprefix(_CELL): str(value)
        for name, value in request.POST.items()
        if name.startswith(_CELL) or name == "formula"
    }
    base = whole_number(request.POST.get("base", "")) or 0
    quietly = bool(request.headers.get("X-Autosave"))
    try:
        base = _save(tables, decision, typed, base, by)
        anchor, place = "", decision
        do = request.POST.get("do", "save")
        if do != "save" and not quietly:
            anchor, place = _act(tables, decision, do, request.POST, base, by)
    except ChangedMeanwhileError as error:
        if quietly:
            return JsonResponse({"message": str(error)}, status=409)
        messages.error(request, str(error))
        fresh = get_tables_for(by, tables.key, draw=True)
        return _page(request, fresh, by, decision, first, _own_changes(tables, decision, typed, base), 409)
    except EditError as error:
        if quietly:
            return JsonResponse({"message": str(error)}, status=422)
        messages.error(request, str(error))
        return redirect(f"{address('edit', tables)}?tabelle={decision}&ab={first}")
    if quietly:
        return _answer(request, get_tables_for(by, tables.key, draw=True), decision, typed)
    if anchor.startswith("/"):
        return redirect(anchor)
    first = _piece_with(get_tables_for(by, tables.key, draw=True), decision, anchor) or first
    return redirect(f"{address('edit', tables)}?tabelle={place}&ab={first}{anchor}")


def _piece_with(tables: Tables, decision: str, anchor: str) -> str:
    """The number of the rule to which the page shall go, so that a long table shows its piece with it."""
    sheet = next((sheet for sheet in sheets(parse(_content(tables))) if sheet.id == decision), None)
    wanted = anchor.removeprefix("#regel-")
    return next((str(row.number) for row in (sheet.rows if sheet else ()) if row.id == wanted), "")


def _save(tables: Tables, decision: str, typed: Mapping[str, str], base: int, by: User) -> int:
    """Write what was typed; returns the number of the state that has it."""
    content = _content(tables)
    kinds, names = column_kinds(content), names_in(parse(content))

    def write(root: Element) -> None:
        found = decision_of(root, decision)
        table = part(found, "decisionTable")
        if table is not None:
            write_cells(table, typed, kinds, names)
        elif "formula" in typed:
            write_formula(found, typed["formula"])

    if tables.model is None:
        raise LookupError(tables.key)
    return int(edit_tables(model=tables.model, base=base, actor=actor_of(by), edit=write).number)


def _own_changes(tables: Tables, decision: str, typed: Mapping[str, str], base: int) -> dict[str, str]:
    """Of what was typed only what differs from the state that the person saw: the rest may be newer now."""
    state = tables.model.states.filter(number=base).first() if tables.model else None
    if state is None:
        return dict(typed)
    sheet = next((s for s in sheets(parse(content_of(state))) if s.id == decision), None)
    before = {cell.key: cell.text for row in sheet.rows for cell in row.cells} if sheet else {}
    if sheet and sheet.formula is not None:
        before["formula"] = sheet.formula
    return {key: text for key, text in typed.items() if before.get(key) != storable(text).strip()}


def _act(
    tables: Tables, decision: str, do: str, post: Mapping[str, str], base: int, by: User
) -> tuple[str, str]:
    """What the pressed button asks for; (anchor or address to go to, decision to show)."""
    verb, _colon, what = do.partition(":")
    made: list[str] = []

    def change(root: Element) -> None:
        if verb == "decision":
            name = post.get("new_name", "").strip()[:200] or _("New table")
            made.append(add_decision(root, name, formula=what == "formula"))
        elif verb == "whole":
            set_whole_numbers(root, what)
        elif verb == "column":
            made.append(add_column(table_of(root, decision), what if what in ("in", "out", "note") else "in"))
        else:
            made.append(_change_rules(table_of(root, decision), verb, what))

    if tables.model is None:
        raise LookupError(tables.key)
    if verb == "rename":
        name = " ".join(post.get("title", "").split())
        if name:
            rename_tables(model=tables.model, name=name, actor=actor_of(by))
        return "#tabelle", decision
    edit_tables(model=tables.model, base=base, actor=actor_of(by), edit=change)
    if verb == "decision":
        return address("decision", tables, decision=made[0]), made[0]
    if verb == "column":
        return address("column", tables, decision=decision, column=made[0]), decision
    return (f"#regel-{made[0]}" if made and made[0] else "#pruefung"), decision


def _change_rules(table: Element, verb: str, what: str) -> str:
    """A change of rules; the id of the rule to show."""
    if verb == "add":
        return add_rule(table, what)
    if verb == "copy":
        return copy_rule(table, what)
    if verb == "gap":
        try:
            cells = read_json(what)
        except ValueError:
            cells = None
        if not isinstance(cells, list):
            raise EditError(_("This is not known here."))
        return add_rule(table, "", [str(cell) for cell in cells])
    if verb in ("up", "down"):
        move_rule(table, what, -1 if verb == "up" else 1)
        return what
    if verb == "remove":
        remove_rule(table, what)
        return ""
    raise EditError(_("This is not known here."))


def _answer(request: HttpRequest, tables: Tables, decision: str, keys: Collection[str]) -> JsonResponse:
    """After saving by itself: the number of the state, each cell as it is now, the checks."""
    shown = show(_content(tables), known=known_to(tables), only=decision)
    current = next((entry for entry in shown.sheets if entry.sheet.id == decision), None)
    cells = {
        cell.key: {"text": cell.typed, "words": cell.words, "problem": " ".join(cell.problems)}
        for row in (current.rows if current else [])
        for cell in row.cells
        if cell.key in keys
    }
    context = {"current": current, "gaps": gap_buttons(current) if current else [], "shown": shown}
    checks = render_to_string("tables/parts/checks.html", context, request)
    rows = {
        row.id: render_to_string("tables/parts/rowfindings.html", {"row": row}, request)
        for row in (current.rows if current else [])
        if row.findings
    }
    return JsonResponse({"number": tables.base, "cells": cells, "checks": checks, "rows": rows})


@designer_required
@require_POST
def step_back(request: HttpRequest, key: str) -> HttpResponse:
    """Undo or redo the last saved change."""
    by = account_user(request)
    tables = get_tables_for(by, key, draw=True)
    if tables.model is None:
        raise LookupError(key)
    change = redo_change if request.POST.get("do") == "redo" else undo_change
    if change(model=tables.model, actor=actor_of(by)) is None:
        messages.error(request, _("There is nothing more to take back."))
    return redirect(f"{address('edit', tables)}?tabelle={request.POST.get('tabelle', '')}")
