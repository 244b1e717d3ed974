"""One model to read, its picture, its file, its facts."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of, staff_required
from allmende.base.identity.views.shared import account_user
from allmende.foundation.numbers import whole_number

from ..access import designer_required, get_model_for, may_draw
from ..actions import change_facts
from ..forms import FactsForm
from ..models import ProcessModel, Publication
from ..queries import content_of, current_content, newest_publication
from ..reading import read_model
from .shared import address, page


def _publication(request: HttpRequest, model: ProcessModel, *, draws: bool) -> Publication | None:
    """What is shown: the newest publication, an older one by number, for designers also the working copy."""
    wanted = request.GET.get("fassung", "")
    if (number := whole_number(wanted)) is not None:
        found = model.publications.filter(number=number).first()
        if found is None:
            raise Http404
        return found
    return None if draws and wanted == "entwurf" else newest_publication(model)


@staff_required
@require_safe
def model(request: HttpRequest, key: str) -> HttpResponse:
    """The process in words and as a diagram, and what is known about it."""
    by = account_user(request)
    row = get_model_for(by, key)
    shown = _publication(request, row, draws=may_draw(by))
    publications = row.publications.order_by("-number").only("number", "published_at")[:50]
    return page(request, "model", row, by, reading=read_model(row, shown), publications=publications)


@staff_required
@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """The BPMN file, byte for byte."""
    by = account_user(request)
    row = get_model_for(by, key)
    shown = _publication(request, row, draws=may_draw(by))
    content = content_of(shown) if shown else current_content(row)
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{row.key}.bpmn"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@designer_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, key: str) -> HttpResponse:
    """Owner, office, law, systems, volumes, review."""
    by = account_user(request)
    row = get_model_for(by, key, draw=True)
    form = FactsForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_facts(model=row, actor=actor_of(by), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(address("facts", row))
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "facts", row, by, form=form, status=status)
