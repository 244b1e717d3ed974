"""Comments on tables: write, settle."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from allmende.base.identity.views.shared import account_user

from ...access import designer_required
from ...queries import current_content, remarks_on
from ...views.shared import take_remark
from ..access import get_tables_for
from ..dmn.outline import sheets
from ..dmn.tree import parse
from .shared import address, page


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def remarks(request: HttpRequest, key: str) -> HttpResponse:
    """What colleagues say about these tables, newest first, what is settled at the end."""
    by = account_user(request)
    tables = get_tables_for(by, key, draw=True)
    model = tables.model
    if model is None:
        raise LookupError(key)
    names = {sheet.id: sheet.name for sheet in sheets(parse(current_content(model)))}
    element = request.POST.get("element") or request.GET.get("tabelle", "")
    element = element if element in names else ""
    form = take_remark(request, model, element, by)
    if form is None:
        return redirect(address("remarks", tables))
    context = {
        "form": form, "element": element, "about": names.get(element, ""),
        "remarks": [(remark, names.get(remark.element, "")) for remark in remarks_on(model)],
    }  # fmt: skip
    return page(request, "remarks", tables, by, status=422 if form.errors else 200, **context)
