from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import staff_required
from allmende.base.identity.views.shared import account_user
from allmende.foundation.files.queries import files_of
from allmende.foundation.files.views import serve_file
from allmende.foundation.jobs.actions import enqueue

from ..access import may_draw
from ..tasks import HANDBOOK, make_handbook


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def handbook(request: HttpRequest) -> HttpResponse:
    """The handbook as it was made last; designers have it made anew."""
    draws = may_draw(account_user(request))
    if request.method == "POST":
        if not draws:
            raise Http404
        name = _("Handbook of processes") + ".pdf"
        enqueue(make_handbook, name=name, language=get_language() or "de")
        messages.success(request, _("The handbook is being made. Reload this page in a moment."))
        return redirect("processes:handbook")
    return render(request, "processes/handbook.html", {"file": files_of(HANDBOOK).last(), "draws": draws})


@staff_required
@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """The PDF."""
    stored = files_of(HANDBOOK).last()
    if stored is None:
        raise Http404
    return serve_file(stored, inline=True)
