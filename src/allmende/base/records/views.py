"""Pages where designers word the document templates."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.identity.access import role_required
from allmende.base.identity.models import Role

from .models import DocumentTemplate
from .rendering import render_pdf
from .wording import (
    AREAS,
    SINGLE,
    Problem,
    TemplateRefusedError,
    example_data,
    problems_in,
    save_template,
)


@require_safe
@role_required(Role.DESIGNER)
def template_list(request: HttpRequest) -> HttpResponseBase:
    """All templates in their newest version."""
    newest: dict[tuple[str, str], int] = {
        (row["key"], row["language"]): row["last"]
        for row in DocumentTemplate.objects.order_by().values("key", "language").annotate(last=Max("version"))
    }
    rows = DocumentTemplate.objects.defer("body").order_by("key", "language")
    templates = [row for row in rows if newest[row.key, row.language] == row.version]
    return render(request, "records/template_list.html", {"templates": templates})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.DESIGNER)
def edit_template(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The words of a template; saving makes a new version."""
    template = get_object_or_404(DocumentTemplate, pk=key)
    subject, body = _typed(request, template)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            saved = save_template(template=template, subject=subject, body=body, by=request.user)  # type: ignore[arg-type]
        except TemplateRefusedError as refused:
            problems = refused.problems
        else:
            messages.success(request, _("The template is saved as version %(n)s.") % {"n": saved.version})
            return redirect("records:edit_template", saved.pk)
    context = {
        "template": template, "subject": subject, "body": body,
        "errors": [_as_error(problem) for problem in problems],
        "placeholders": [*SINGLE, *(f"{area}.{name}" for area, names in AREAS.items() for name in names)],
    }  # fmt: skip
    return render(request, "records/edit_template.html", context)


@require_POST
@role_required(Role.DESIGNER)
def preview_template(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The document with what is typed, unsaved, as PDF; the page again with its problems where it does not read."""
    template = get_object_or_404(DocumentTemplate, pk=key)
    subject, body = _typed(request, template)
    if problems_in(subject=subject, body=body):
        return edit_template(request, key)
    draft = DocumentTemplate(
        key=template.key, language=template.language, layout=template.layout, subject=subject, body=body
    )
    content = render_pdf(template=draft, data=example_data(subject=subject, body=body), title=template.name)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="preview.pdf"'},
    )


def _typed(request: HttpRequest, template: DocumentTemplate) -> tuple[str, str]:
    if request.method != "POST":
        return template.subject, template.body
    return (
        request.POST.get("subject", "").strip()[:300],
        request.POST.get("body", "").replace("\r\n", "\n")[:50_000],
    )


def _as_error(problem: Problem) -> tuple[str, str]:
    if not problem.line:
        return "subject", problem.message
    return "body", _("Line %(line)s: %(message)s") % {"line": problem.line, "message": problem.message}
