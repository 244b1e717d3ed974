"""The settings of one column and of one decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user
from allmende.base.workflow.decisions.kinds import Kind, kind_named
from allmende.foundation.numbers import whole_number

from ...access import designer_required
from ...actions import ChangedMeanwhileError
from ...queries import current_content
from ..access import get_tables_for
from ..actions import edit_tables
from ..dmn.columns import move_column, remove_column, write_column
from ..dmn.deciding import remove_decision, write_decision
from ..dmn.editing import EditError, table_of
from ..dmn.outline import Column, Sheet, columns_of, names_in, own_types, sheets
from ..dmn.tree import Element, parse
from ..forms import ColumnForm, DecisionForm
from ..queries import Tables, parameters_of
from ..showing import aggregators, policies
from .shared import address, page


def _sheet(tables: Tables, decision: str) -> tuple[Element, Sheet]:
    if tables.model is None:
        raise Http404
    root = parse(current_content(tables.model))
    sheet = next((sheet for sheet in sheets(root) if sheet.id == decision), None)
    if sheet is None:
        raise Http404
    return root, sheet


def _saved(request: HttpRequest, tables: Tables, by: User, edit: Any) -> bool:
    """Whether the change was made; else a message says why not."""
    try:
        base = whole_number(request.POST.get("base", "")) or 0
        edit_tables(model=tables.model, base=base, actor=actor_of(by), edit=edit)  # type: ignore[arg-type]
    except (EditError, ChangedMeanwhileError) as error:
        messages.error(request, str(error))
        return False
    return True


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def column(request: HttpRequest, key: str, decision: str, column: str) -> HttpResponse:
    """Heading, value, kind of values; to the left, to the right, away."""
    by = account_user(request)
    tables = get_tables_for(by, key, draw=True)
    root, sheet = _sheet(tables, decision)
    own = next((each for each in sheet.columns if each.key == column and each.side != "remark"), None)
    if own is None:
        raise Http404
    initial = {
        "label": own.label, "expression": own.expression, "name": own.name, "type_ref": own.type_ref,
        "allowed": own.allowed, "default": own.default,
    }  # fmt: skip
    types = [*own_types(root), *([own.type_ref] if own.type_ref else [])]
    do = request.POST.get("do", "save")
    back = f"{address('edit', tables)}?tabelle={decision}"
    form = ColumnForm(own.side, types, request.POST if request.method == "POST" and do == "save" else None,
                      initial=initial)  # fmt: skip
    if request.method == "POST" and do != "save" and _saved(request, tables, by, _moved(decision, own, do)):
        return redirect(back)
    if form.is_bound and form.is_valid():
        kind = kind_named(form.cleaned_data.get("type_ref", "")) or Kind.ANY

        def write(root: Element) -> None:
            write_column(table_of(root, decision), own, form.cleaned_data, kind)

        if _saved(request, tables, by, write):
            return redirect(back)
    names = [*names_in(root), *parameters_of(tables.origin[1])]
    context = {"form": form, "sheet": sheet, "column": own, "names": names, "back": back}
    return page(request, "column", tables, by, status=422 if form.errors else 200, **context)


def _moved(decision: str, column: Column, do: str) -> Any:
    def edit(root: Element) -> None:
        table = table_of(root, decision)
        same = next((each for each in columns_of(table) if each.key == column.key), None)
        if same is None or same.id != column.id:
            raise EditError(_("This column is no longer there. Somebody may have removed it."))
        if do == "remove":
            remove_column(table, column)
        else:
            move_column(table, column, -1 if do == "left" else 1)

    return edit


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, key: str, decision: str) -> HttpResponse:
    """Name, question, how rules count, what it needs; away with it."""
    by = account_user(request)
    tables = get_tables_for(by, key, draw=True)
    root, sheet = _sheet(tables, decision)
    others = [(other.id, other.name) for other in sheets(root) if other.id != decision]
    lists = {"needs": others}
    if sheet.is_table:
        lists |= {"policy": list(policies().items()), "aggregator": aggregators()}
    initial = {
        "name": sheet.name, "question": sheet.question, "policy": sheet.policy, "aggregator": sheet.aggregator,
        "needs": list(sheet.requires),
    }  # fmt: skip
    do = request.POST.get("do", "save")
    form = DecisionForm(
        lists, request.POST if request.method == "POST" and do == "save" else None, initial=initial
    )
    back = f"{address('edit', tables)}?tabelle={decision}"
    if request.method == "POST" and do == "remove":
        gone = _saved(request, tables, by, lambda root: remove_decision(root, decision))
        return redirect(address("edit", tables) if gone else back)
    if form.is_bound and form.is_valid():
        values = {"policy": "UNIQUE", "aggregator": "", **form.cleaned_data}
        needs = form.cleaned_data.get("needs", [])
        if _saved(request, tables, by, lambda root: write_decision(root, decision, values, needs)):
            return redirect(back)
    context = {"form": form, "sheet": sheet, "back": back}
    return page(request, "decision", tables, by, status=422 if form.errors else 200, **context)
