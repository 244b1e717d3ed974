"""Comments on tables: write, settle."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import NO_KEY, read_key

from ...access import designer_required
from ...actions import settle_remark, write_remark
from ...queries import current_content
from ..access import get_tables_for
from ..dmn.outline import sheets
from ..dmn.tree import parse
from ..forms import RemarkForm
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
    form = RemarkForm(request.POST if request.method == "POST" and "settle" not in request.POST else None)
    if "settle" in request.POST:
        found = model.remarks.filter(pk=read_key(request.POST["settle"]) or NO_KEY).first()
        if found is not None:
            settle_remark(remark=found, by=by)
        return redirect(address("remarks", tables))
    if form.is_bound and form.is_valid():
        write_remark(model=model, element=element, text=form.cleaned_data["text"], by=by)
        return redirect(address("remarks", tables))
    rows = model.remarks.select_related("written_by").order_by("settled_at", "-written_at")[:300]
    context = {
        "form": form, "element": element, "about": names.get(element, ""),
        "remarks": [(remark, names.get(remark.element, "")) for remark in rows],
    }  # fmt: skip
    return page(request, "remarks", tables, by, status=422 if form.errors else 200, **context)
