"""Files of a case: preview and download, only through the case."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.base.cases.access import get_case_for
from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.records.actions import export_record
from allmende.base.records.queries import record_of
from allmende.base.signatures.checking.actions import check_file
from allmende.base.signatures.checking.queries import reports_of
from allmende.foundation.files.queries import files_of
from allmende.foundation.files.views import serve_file
from allmende.inward.workplace.access import clerks_only


@clerks_only
def file(request: HttpRequest, by: User, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """One file that belongs to the case; ``?inline`` shows it in the page's frame."""
    case = get_case_for(by, case_id)
    stored = files_of(case.subject).filter(pk=file_id).first()
    if stored is None:
        raise Http404
    return serve_file(stored, inline="inline" in request.GET)


@require_http_methods(["GET", "POST"])
@clerks_only
def signature(request: HttpRequest, by: User, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """All that the check of a document's signatures found; a POST checks it again."""
    case = get_case_for(by, case_id)
    stored = files_of(case.subject).filter(pk=file_id).first()
    report = reports_of([stored.pk]).get(stored.pk) if stored else None
    if stored is None or report is None:
        raise Http404
    if request.method == "POST":
        check_file(file=stored)
        messages.success(request, _("The signatures were checked again."))
        return redirect(request.path)
    context = {"case": case, "file": stored, "report": report}
    return render(request, "workplace/signature.html", context)


@require_POST
@clerks_only
def export(request: HttpRequest, by: User, case_id: uuid.UUID) -> HttpResponseBase:
    """The whole e-file as one ZIP; noted in the log, therefore by POST."""
    case = get_case_for(by, case_id)
    record = record_of(case.subject)
    if record is None:
        raise Http404
    answer = StreamingHttpResponse(
        export_record(record=record, actor=actor_of(by)), content_type="application/zip"
    )
    name = f"{case.number}.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
